import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/**
 * Writes a new file from a stream, holding one chunk at a time, and answers its size. Rejects at once when `signal`
 * fires, also while the source is silent; the caller removes the file then.
 */
export async function writeStream(
  path: string,
  source: AsyncIterable<Uint8Array>,
  options: { durable: boolean; signal?: AbortSignal },
): Promise<number> {
  const handle = await open(path, 'wx')
  try {
    let bytes = 0
    const write = async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) {
        await handle.writeFile(chunk)
        bytes += chunk.byteLength
      }
    }
    await pipeline(source, write, options.signal ? { signal: options.signal } : {})
    if (options.durable) await handle.sync()
    return bytes
  } catch (error) {
    // The reason of the abort says more than the stream's own error.
    options.signal?.throwIfAborted()
    throw error
  } finally {
    await handle.close()
  }
}
