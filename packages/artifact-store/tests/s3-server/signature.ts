import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface SignedRequest {
  method: string
  /** Path and query exactly as on the wire. */
  target: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Why the request is refused, or undefined when its AWS Signature Version 4 is right (header or presigned query). */
export function signatureFault(
  request: SignedRequest,
  keys: { id: string; secret: string },
  now: Date,
): string | undefined {
  const [path = '', search = ''] = request.target.split('?')
  const query = search === '' ? [] : search.split('&').map((pair) => (pair.includes('=') ? pair : `${pair}=`))
  const presigned = query.some((pair) => pair.startsWith('X-Amz-Signature='))
  const parts = presigned ? fromQuery(query) : fromHeader(request.headers)
  if (!parts) return 'AccessDenied'

  const [id, day, region, service, terminator] = parts.credential.split('/')
  if (id !== keys.id) return 'InvalidAccessKeyId'
  if (service !== 's3' || terminator !== 'aws4_request' || !parts.date.startsWith(day ?? '-'))
    return 'AuthorizationHeaderMalformed'
  const age = now.getTime() - timeOf(parts.date)
  if (presigned ? age > parts.expires * 1000 : Math.abs(age) > 15 * 60_000) return 'RequestTimeTooSkewed'

  const bodyHash = presigned ? 'UNSIGNED-PAYLOAD' : String(request.headers['x-amz-content-sha256'])
  if (bodyHash !== 'UNSIGNED-PAYLOAD' && bodyHash !== hash(request.body)) return 'XAmzContentSHA256Mismatch'
  if (!parts.signedHeaders.includes('host')) return 'AccessDenied'

  const canonical = [
    request.method,
    path,
    query
      .filter((pair) => !pair.startsWith('X-Amz-Signature='))
      .sort()
      .join('&'),
    ...parts.signedHeaders.map(
      (name) => `${name}:${String(request.headers[name]).trim().replace(/ +/g, ' ')}`,
    ),
    '',
    parts.signedHeaders.join(';'),
    bodyHash,
  ].join('\n')
  const scope = `${day}/${region}/${service}/${terminator}`
  const toSign = ['AWS4-HMAC-SHA256', parts.date, scope, hash(canonical)].join('\n')
  const key = [day, region, service, terminator].reduce<Buffer>(
    (previous, part) => hmac(previous, part ?? ''),
    Buffer.from(`AWS4${keys.secret}`),
  )
  const expected = hmac(key, toSign)
  const given = Buffer.from(parts.signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? undefined
    : 'SignatureDoesNotMatch'
}

interface SignatureParts {
  credential: string
  date: string
  expires: number
  signedHeaders: string[]
  signature: string
}

function fromHeader(headers: IncomingHttpHeaders): SignatureParts | undefined {
  const match = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(
    headers.authorization ?? '',
  )
  if (!match) return undefined
  const [, credential = '', signedHeaders = '', signature = ''] = match
  return {
    credential,
    date: String(headers['x-amz-date']),
    expires: 0,
    signedHeaders: signedHeaders.split(';'),
    signature,
  }
}

function fromQuery(query: string[]): SignatureParts {
  const read = (name: string) =>
    decodeURIComponent(query.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '')
  return {
    credential: read('X-Amz-Credential'),
    date: read('X-Amz-Date'),
    expires: Number(read('X-Amz-Expires')),
    signedHeaders: read('X-Amz-SignedHeaders').split(';'),
    signature: read('X-Amz-Signature'),
  }
}

/** `20260102T030405Z` in milliseconds. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: Buffer, data: string) => createHmac('sha256', key).update(data).digest()
