import { readBody, type BodyReader } from '@composer/service-kit'

/** Smaller bodies are not worth waiting for. */
const free = 256 * 1024

interface Queued {
  bytes: number
  start(): void
}

/**
 * Reads bodies so that at most `budget` bytes of large ones are in memory at a time, or one that is larger. The others
 * wait with their connections paused, first come first served: nobody is refused, since a result is sent only once.
 */
export function createLimitedBodyReader(budget: number): BodyReader {
  let taken = 0
  const queue: Queued[] = []
  const admit = () => {
    for (let next = queue[0]; next && (taken === 0 || taken + next.bytes <= budget); next = queue[0]) {
      queue.shift()
      taken += next.bytes
      next.start()
    }
  }
  return async (req, limit) => {
    const declared = Number(req.headers['content-length'] ?? limit)
    if (declared <= free || declared > limit) return readBody(req, limit)
    await new Promise<void>((resolve, reject) => {
      const queued = { bytes: declared, start: resolve }
      queue.push(queued)
      req.once('close', () => {
        const at = queue.indexOf(queued)
        if (at === -1) return
        queue.splice(at, 1)
        reject(new Error('The caller went away while its body waited'))
      })
      admit()
    })
    // The bytes are in use until the answer is out.
    req.res?.once('close', () => {
      taken -= declared
      admit()
    })
    return readBody(req, limit)
  }
}
