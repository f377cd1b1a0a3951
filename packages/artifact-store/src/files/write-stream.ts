import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/**
 * Writes a new file from a stream, with one chunk in memory at a time. Rejects at once when `signal` fires, even if the
 * source sends nothing; the caller must then remove the file.
 * @returns the size of the file in bytes
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
    // After an abort, throw its reason instead of the stream's own error.
    options.signal?.throwIfAborted()
    throw error
  } finally {
    await handle.close()
  }
}
