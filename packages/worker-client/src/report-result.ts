import { type BackOff, createBackOff } from './back-off.js'
import type { Call, Transport } from './transport.js'

/** Answers that say "not now", beside everything from 500 on. */
const TRY_AGAIN = new Set([401, 403, 408, 425, 429])

/**
 * Sends a final result until the server answers. Giving up here throws away the whole build, so only an abort ends the
 * tries early.
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

/** Undefined when there was no answer at all. */
async function statusOf(transport: Transport, call: Call): Promise<number | undefined> {
  try {
    return (await transport.send(call)).status
  } catch (error) {
    call.signal?.throwIfAborted()
    // A wrong address does not get better by waiting; a lost connection or an absent token service does.
    if (error instanceof TypeError) throw error
    return undefined
  }
}
