import { type BackOff, createBackOff } from './back-off.js'
import type { Call, Transport } from './transport.js'

/** Temporary errors, besides all statuses from 500 on. */
const TRY_AGAIN = new Set([401, 403, 408, 425, 429])

/**
 * Sends the final result again and again until the server answers. Only an abort ends this earlier, because giving up
 * would lose the whole build.
 */
export async function reportResult(
  transport: Transport,
  call: Call,
  backOff: BackOff = createBackOff({ firstMs: 500, maxMs: 60_000 }),
): Promise<'accepted' | 'refused'> {
  for (;;) {
    const status = await statusOf(transport, call)
    if (status === 200) return 'accepted'
    if (status !== undefined && status < 500 && !TRY_AGAIN.has(status)) return 'refused'
    await backOff.wait(call.signal)
  }
}

/** Sends the result once. @returns the status; undefined if there was no answer */
async function statusOf(transport: Transport, call: Call): Promise<number | undefined> {
  try {
    return (await transport.send(call)).status
  } catch (error) {
    call.signal?.throwIfAborted()
    // TypeError: a wrong address, which is permanent. A lost connection or an absent token service is temporary.
    if (error instanceof TypeError) throw error
    return undefined
  }
}
