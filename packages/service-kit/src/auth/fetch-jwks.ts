import { get as getHttp, type IncomingHttpHeaders } from 'node:http'
import { get as getHttps } from 'node:https'

const maxBytes = 512 * 1024

/**
 * Fetches a key set. Time and size of the answer are limited, so that a faulty issuer does not block this process.
 * @param ca certificates (PEM) of the authorities to trust instead of the built-in ones
 * @param onServerTime called with the time of the server: Unix time in ms, undefined if its answer has none
 * @throws Error saying what was wrong
 */
export async function fetchJwks(
  url: string,
  timeoutMs: number,
  ca: string | undefined,
  onServerTime: (time: number | undefined) => void = () => undefined,
): Promise<{ keys: unknown[] }> {
  const { text, headers } = await fetchText(url, timeoutMs, ca)
  onServerTime(timeOf(headers))
  return parseKeySet(text)
}

/** `Date` plus `Age`: a cache on the way reports the age of the answer in whole seconds (RFC 9111 §5.1). */
function timeOf({ date, age }: IncomingHttpHeaders): number | undefined {
  const time = Date.parse(date ?? '') + 1000 * Number(age ?? 0)
  return Number.isFinite(time) ? time : undefined
}

interface Fetched {
  text: string
  headers: IncomingHttpHeaders
}

function fetchText(url: string, timeoutMs: number, ca: string | undefined): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getHttps : getHttp
    const request = get(url, { ...(ca ? { ca } : {}), headers: { accept: 'application/json' } })
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(error)
      request.destroy()
    }
    const timer = setTimeout(() => fail(new Error(`no whole answer in ${timeoutMs} ms`)), timeoutMs)
    request.on('error', fail)
    request.on('response', (response) => {
      if (response.statusCode !== 200) {
        fail(new Error(`answered ${response.statusCode}`))
        return
      }
      const chunks: Buffer[] = []
      let length = 0
      response.on('error', fail)
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > maxBytes) fail(new Error(`answered more than ${maxBytes} bytes`))
        else chunks.push(chunk)
      })
      response.on('end', () => {
        clearTimeout(timer)
        resolve({ text: Buffer.concat(chunks).toString(), headers: response.headers })
      })
    })
  })
}

function parseKeySet(text: string): { keys: unknown[] } {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new Error('answered something that is not JSON')
  }
  const keys = (content as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys)) throw new Error('answered no list of keys')
  return { keys: keys.filter((key) => typeof key === 'object' && key !== null) }
}
