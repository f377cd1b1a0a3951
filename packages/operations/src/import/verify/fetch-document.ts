import { createHash } from 'node:crypto'

/** What one of the two APIs answers to a GET. */
export interface Answer {
  status: number
  /** The JSON value, or the digest of other bytes. */
  body: unknown
}

/** Of a document of a hundred megabytes, made by a busy server. */
const longestMs = 300_000

/**
 * @param base the API's base path, without a slash at its end
 * @throws Error when there is no answer
 */
export async function fetchDocument(base: string, path: string, token: string | undefined): Promise<Answer> {
  const response = await fetch(`${base}${path}`, {
    signal: AbortSignal.timeout(longestMs),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  }).catch((error: unknown) => {
    throw new Error(`${base} does not answer`, { cause: error })
  })
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, body: isJson ? await response.json() : await digestOf(response) }
}

async function digestOf(response: Response): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    hash.update(chunk as Uint8Array)
    bytes += (chunk as Uint8Array).length
  }
  return { bytes, sha256: hash.digest('hex') }
}
