import { createBackOff } from './back-off.js'
import type { Call, Transport } from './transport.js'
import { WorkerApiError } from './worker-api-error.js'

/** Together with the waits some 45 s: longer than a service takes to come back, shorter than a full disk takes to notice. */
const TRIES = 7

/** Answers that say "not now", beside everything from 500 on. */
const TRY_AGAIN = new Set([408, 425, 429])

/**
 * Uploads a file, again from its start when the connection is lost or the server is in trouble: a build of hours is not
 * lost for a server that restarts.
 * @throws {WorkerApiError} when the server does not take it; what went wrong last when it cannot be reached
 */
export async function uploadArtifact(transport: Transport, call: Call): Promise<void> {
  const backOff = createBackOff({ firstMs: 500, maxMs: 30_000 })
  for (let tries = 1; ; tries += 1) {
    const fault = await faultOf(transport, call)
    if (fault === undefined) return
    if (tries === TRIES || !isPassing(fault)) throw fault
    await backOff.wait(call.signal)
  }
}

/** Undefined when the server took the file. */
async function faultOf(transport: Transport, call: Call): Promise<Error | undefined> {
  try {
    const { status, text } = await transport.send(call)
    return status === 200 ? undefined : new WorkerApiError('PUT artifact', status, text)
  } catch (error) {
    call.signal?.throwIfAborted()
    return error as Error
  }
}

/** A wrong address does not get better by waiting; a lost connection does. */
const isPassing = (fault: Error): boolean =>
  fault instanceof WorkerApiError
    ? fault.status >= 500 || TRY_AGAIN.has(fault.status)
    : !(fault instanceof TypeError)
