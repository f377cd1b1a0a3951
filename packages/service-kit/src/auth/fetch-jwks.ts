import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'

const maxBytes = 512 * 1024

/**
 * Fetches a key set. Limited in time and size: an issuer that is slow, huge or broken must not become our problem.
 * @param ca PEM of the authorities to trust instead of the system's
 * @throws Error saying what was wrong
 */
export function fetchJwks(
  url: string,
  timeoutMs: number,
  ca: string | undefined,
): Promise<{ keys: unknown[] }> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getHttps : getHttp
    const request = get(
      url,
      { ...(ca ? { ca } : {}), headers: { accept: 'application/json' } },
      (response) => {
        if (response.statusCode !== 200) {
          response.resume()
          reject(new Error(`answered ${response.statusCode}`))
          return
        }
        const chunks: Buffer[] = []
        let length = 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          if (length > maxBytes) request.destroy(new Error(`answered more than ${maxBytes} bytes`))
          else chunks.push(chunk)
        })
        response.on('error', reject)
        response.on('end', () => {
          try {
            resolve(parseKeySet(Buffer.concat(chunks).toString()))
          } catch (error) {
            reject(error as Error)
          }
        })
      },
    )
    const timer = setTimeout(
      () => request.destroy(new Error(`no whole answer in ${timeoutMs} ms`)),
      timeoutMs,
    )
    request.on('error', reject)
    request.on('close', () => clearTimeout(timer))
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
  return { keys }
}
