import { createBackOff } from './back-off.js'
import type { Call, Transport } from './transport.js'
import { WorkerApiError } from './worker-api-error.js'

/** With the pauses between them some 45 s: longer than a restart of the service, but short if its disk is full. */
const TRIES = 7

/** Temporary errors, besides all statuses from 500 on. */
const TRY_AGAIN = new Set([408, 425, 429])

/**
 * Uploads a file. After a lost connection or a temporary error of the server it starts again from the beginning, so
 * that a restart of the server does not cost a build of hours.
 * @throws {WorkerApiError} if the server refuses the file; the last error if the server cannot be reached
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

/** Uploads the file once. @returns the error; undefined if the server accepted the file */
async function faultOf(transport: Transport, call: Call): Promise<Error | undefined> {
  try {
    const { status, text } = await transport.send(call)
    return status === 200 ? undefined : new WorkerApiError('PUT artifact', status, text)
  } catch (error) {
    call.signal?.throwIfAborted()
    return error as Error
  }
}

/** Whether a fault is temporary. A TypeError is not: it means a wrong address. A lost connection is. */
const isPassing = (fault: Error): boolean =>
  fault instanceof WorkerApiError
    ? fault.status >= 500 || TRY_AGAIN.has(fault.status)
    : !(fault instanceof TypeError)
