import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'

const maxBytes = 512 * 1024

/**
 * Fetches a key set. Limited in time and size: an issuer that is slow, huge or broken must not become our problem.
 * @param ca PEM of the authorities to trust instead of the built-in ones
 * @throws Error saying what was wrong
 */
export async function fetchJwks(
  url: string,
  timeoutMs: number,
  ca: string | undefined,
): Promise<{ keys: unknown[] }> {
  return parseKeySet(await fetchText(url, timeoutMs, ca))
}

function fetchText(url: string, timeoutMs: number, ca: string | undefined): Promise<string> {
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
        resolve(Buffer.concat(chunks).toString())
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
