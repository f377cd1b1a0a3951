import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { startServer } from '@composer/testkit'
import { Bucket, BucketError } from './bucket.js'
import { signatureFault } from './signature.js'

export interface S3Server {
  endpoint: string
  bucket: string
  keys: { id: string; secret: string }
  contents: Bucket
  /** Method and target of every request that passed the signature check. */
  requests: string[]
  /** Called before a request is answered; may throw a BucketError or wait. */
  onRequest: (method: string, target: string) => void | Promise<void>
  close(): Promise<void>
}

/**
 * A small S3 server: path-style addresses, one bucket, objects in memory. It checks Signature Version 4 (headers and
 * presigned addresses, body digest included) and knows the calls the store makes; anything else is 501. Listings come
 * in pages of `pageSize`.
 */
export async function startS3Server(options: { pageSize: number }): Promise<S3Server> {
  const server = createServer((request, response) => void serve(request, response))
  const { url, close } = await startServer(server)
  const s3: S3Server = {
    endpoint: url,
    bucket: 'artifacts',
    keys: { id: 'TESTKEYID', secret: 'a secret for tests only' },
    contents: new Bucket(),
    requests: [],
    onRequest: () => {},
    close,
  }
  return s3

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [method = '', target = ''] = [request.method, request.url]
      const body = await buffer(request)
      const fault = signatureFault({ method, target, headers: request.headers, body }, s3.keys, new Date())
      if (fault !== undefined) throw new BucketError(403, fault)
      s3.requests.push(`${method} ${target}`)
      await s3.onRequest(method, target)
      const url = new URL(target, s3.endpoint)
      const [, bucket = '', ...rest] = url.pathname.split('/')
      if (bucket !== s3.bucket) throw new BucketError(404, 'NoSuchBucket')
      const key = decodeURIComponent(rest.join('/'))
      const call = { method, key, query: url.searchParams, body, range: request.headers.range }
      const answer = key === '' ? onBucket(call) : onObject(call)
      response.writeHead(answer.status, {
        ...answer.headers,
        'content-length': answer.length ?? Buffer.byteLength(answer.body ?? ''),
      })
      response.end(method === 'HEAD' ? undefined : answer.body)
    } catch (error) {
      if (request.destroyed && !request.complete) return
      const { status, code } = error instanceof BucketError ? error : { status: 500, code: 'InternalError' }
      response.writeHead(status, { 'content-type': 'application/xml' })
      response.end(
        request.method === 'HEAD'
          ? undefined
          : xml('Error', element('Code', code) + element('Message', String(error))),
      )
    }
  }

  interface Call {
    method: string
    key: string
    query: URLSearchParams
    body: Buffer
    range: string | undefined
  }
  interface Answer {
    status: number
    headers?: Record<string, string>
    body?: string | Buffer
    length?: number
  }

  function onBucket({ method, query, body }: Call): Answer {
    const { contents } = s3
    if (method === 'HEAD') return { status: 200 }
    if (method === 'POST' && query.has('delete')) {
      const keys = [...body.toString().matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => unescape(key))
      if (keys.length > 1000) throw new BucketError(400, 'MalformedXML')
      for (const key of keys) contents.objects.delete(key)
      return { status: 200, body: xml('DeleteResult', '') }
    }
    if (method === 'GET' && query.get('list-type') === '2') {
      const after = query.get('continuation-token') ?? ''
      const matching = contents.keys(query.get('prefix') ?? '').filter((key) => key > after)
      const page = matching.slice(0, options.pageSize)
      const more = matching.length > page.length
      const items = page.map((key) => {
        const object = contents.objects.get(key)
        return element(
          'Contents',
          element('Key', key) +
            element('LastModified', object?.changedAt.toISOString() ?? '') +
            element('Size', String(object?.data.length)),
          true,
        )
      })
      const next = more ? element('NextContinuationToken', page.at(-1) ?? '') : ''
      return {
        status: 200,
        body: xml('ListBucketResult', element('IsTruncated', String(more)) + next + items.join('')),
      }
    }
    if (method === 'GET' && query.has('uploads')) {
      const after = query.get('upload-id-marker') ?? ''
      const matching = [...contents.uploads]
        .filter(([id, upload]) => upload.key.startsWith(query.get('prefix') ?? '') && id > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
      const page = matching.slice(0, options.pageSize)
      const more = matching.length > page.length
      const [lastId = '', last] = page.at(-1) ?? []
      const items = page.map(([id, { key, startedAt }]) =>
        element(
          'Upload',
          element('Key', key) + element('UploadId', id) + element('Initiated', startedAt.toISOString()),
          true,
        ),
      )
      const next = more
        ? element('NextKeyMarker', last?.key ?? '') + element('NextUploadIdMarker', lastId)
        : ''
      return {
        status: 200,
        body: xml('ListMultipartUploadsResult', element('IsTruncated', String(more)) + next + items.join('')),
      }
    }
    throw new BucketError(501, 'NotImplemented')
  }

  function onObject({ method, key, query, body, range }: Call): Answer {
    const { contents } = s3
    const uploadId = query.get('uploadId')
    if (method === 'POST' && query.has('uploads')) {
      return {
        status: 200,
        body: xml('InitiateMultipartUploadResult', element('UploadId', contents.begin(key))),
      }
    }
    if (method === 'PUT' && uploadId !== null) {
      return {
        status: 200,
        headers: { etag: contents.putPart(uploadId, key, Number(query.get('partNumber')), body) },
      }
    }
    if (method === 'POST' && uploadId !== null) {
      const parts = [...body.toString().matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
        number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
        etag: unescape(/<ETag>(.*?)</.exec(part)?.[1] ?? ''),
      }))
      return {
        status: 200,
        body: xml(
          'CompleteMultipartUploadResult',
          element('ETag', contents.complete(uploadId, key, parts).etag),
        ),
      }
    }
    if (method === 'DELETE' && uploadId !== null) {
      contents.abort(uploadId, key)
      return { status: 204 }
    }
    if (method === 'PUT') return { status: 200, headers: { etag: contents.put(key, body).etag } }
    if (method === 'GET' || method === 'HEAD')
      return readObject(key, range, query.get('response-content-disposition'))
    throw new BucketError(501, 'NotImplemented')
  }

  function readObject(key: string, range: string | undefined, disposition: string | null): Answer {
    const object = s3.contents.objects.get(key)
    if (!object) throw new BucketError(404, 'NoSuchKey')
    const headers = {
      etag: object.etag,
      'accept-ranges': 'bytes',
      ...(disposition !== null && { 'content-disposition': disposition }),
    }
    const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '')
    if (!match) return { status: 200, headers, body: object.data, length: object.data.length }
    const start = Number(match[1])
    const end = match[2] ? Math.min(Number(match[2]), object.data.length - 1) : object.data.length - 1
    if (start > end) throw new BucketError(416, 'InvalidRange')
    const part = object.data.subarray(start, end + 1)
    const contentRange = { 'content-range': `bytes ${start}-${end}/${object.data.length}` }
    return { status: 206, headers: { ...headers, ...contentRange }, body: part, length: part.length }
  }
}

const escape = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const unescape = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
const element = (name: string, content: string, raw = false) =>
  `<${name}>${raw ? content : escape(content)}</${name}>`
const xml = (name: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content, true)}`
