import { gzipSync } from 'node:zlib'
import { localRequest } from '../../system/compose-requests.js'

export interface Target {
  /** Of the API, without a slash at the end. */
  base: string
  /** Where a body is read: a method and a path below the base. */
  takesBody: string
  token: string
}

/** Bytes that no right client sends. */
export type Attack = (target: Target) => string | Buffer | Iterable<Buffer>

const mebibyte = Buffer.alloc(1024 * 1024, 'a')

const head = ({ base, takesBody, token }: Target, ...more: string[]): string => {
  const [method = '', path = ''] = takesBody.split(' ')
  return [
    `${method} ${base}${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    ...more,
    '\r\n',
  ].join('\r\n')
}
const post = (target: Target, body: string | Buffer, ...more: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(head(target, `Content-Length: ${Buffer.byteLength(body)}`, ...more)),
    Buffer.from(body),
  ])
const get = ({ token }: Target, path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`

function* flood(begin: string, chunk: Buffer): Generator<Buffer> {
  yield Buffer.from(begin)
  for (let sent = 0; sent < 400; sent += 1) yield chunk
}

export const attacks: Record<string, Attack> = {
  'no HTTP': () => Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 131) % 256)),
  'no path': () => 'GET\r\n\r\n',
  'an unknown version': ({ base }) => `GET ${base}/openapi HTTP/9.9\r\nHost: localhost\r\n\r\n`,
  'a header without a name': ({ base }) => `GET ${base}/openapi HTTP/1.1\r\n: x\r\n\r\n`,
  'a header of 300 KB': (target) => head(target, `X-Long: ${'a'.repeat(300_000)}`),
  'ten thousand headers': (target) =>
    head(target, ...Array.from({ length: 10_000 }, (_, at) => `X-${at}: 1`)),
  'a path of 300 KB': (target) => get(target, `${target.base}/${'a'.repeat(300_000)}`),
  'two lengths': (target) => `${head(target, 'Content-Length: 5', 'Content-Length: 50')}{}`,
  'a length and chunks': (target) =>
    `${head(target, 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'a negative length': (target) => head(target, 'Content-Length: -1'),
  'a chunk of no size': (target) => `${head(target, 'Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
  'a body of a terabyte': (target) => flood(head(target, 'Content-Length: 1099511627776'), mebibyte),
  'endless chunks': (target) =>
    flood(
      head(target, 'Transfer-Encoding: chunked'),
      Buffer.concat([Buffer.from('100000\r\n'), mebibyte, Buffer.from('\r\n')]),
    ),
  'a million brackets': (target) => post(target, '['.repeat(1_000_000)),
  'a million objects': (target) => post(target, '{"a":'.repeat(1_000_000)),
  'NUL in a text': (target) => post(target, JSON.stringify(localRequest('a\0b'))),
  'half a surrogate in a text': (target) => post(target, JSON.stringify(localRequest('\ud800'))),
  'bytes that are no UTF-8': (target) => post(target, Buffer.from('{"distribution":"\xff\xfe"}', 'latin1')),
  'NUL in a path': (target) => get(target, `${target.base}/composes/%00`),
  'half a surrogate in a path': (target) => get(target, `${target.base}/composes/%ED%A0%80`),
  'a way out of the path': (target) => get(target, `${target.base}/../../../../etc/passwd`),
  'an encoded way out of the path': (target) =>
    get(target, `${target.base}/composes/..%2f..%2f..%2fetc%2fpasswd/download`),
  'a way out by backslashes': (target) => get(target, `${target.base}/composes/..%5c..%5cetc/download`),
  'another host as the path': (target) => get(target, 'http://169.254.169.254/latest/meta-data/'),
  'a star as the path': (target) => get(target, '*'),
  'a compressed gigabyte': (target) => post(target, bomb(), 'Content-Encoding: gzip'),
  'an unknown expectation': (target) => head(target, 'Expect: the impossible', 'Content-Length: 2'),
}

let compressed: Buffer | undefined
/** A megabyte that becomes a gigabyte: zeros compressed to a thousandth, a thousand members one behind the other. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(1024 * 1024))
  compressed ??= Buffer.concat(Array.from({ length: 1024 }, () => member))
  return compressed
}
