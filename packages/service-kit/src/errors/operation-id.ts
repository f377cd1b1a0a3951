import { randomFillSync } from 'node:crypto'
import KSUID from 'ksuid'

const payloadBytes = 16
/** Random bytes for 256 ids at a time, because a call of the random source takes longer than making an id. */
const pool = Buffer.alloc(256 * payloadBytes)
let used = pool.length

/** Makes the id of a request: a KSUID, 27 letters and digits that sort by time. Never taken from the client. */
export function newOperationId(): string {
  if (used >= pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const payload = pool.subarray(used, used + payloadBytes)
  used += payloadBytes
  return KSUID.fromParts(Date.now(), payload).string
}
