import type { Principal } from '@composer/service-kit'
import { errorNumbers } from '../error-numbers.js'
import { refusal } from '../errors.js'
import type { ReadOperationId, ReadRequest } from './read-request.js'
import type { Arrived, RequestIntake } from './request-intake.js'

/** A request that matches the OpenAPI document. */
export interface Received {
  arrived: Arrived
  read: Exclude<ReadRequest, { invalid: string }>
}

interface Sent {
  rawBody: Buffer
  principal: Principal
  signal: AbortSignal
}

/**
 * Reads the body of a request that becomes jobs. Only a body that does not match the OpenAPI document is refused here.
 * Other faults of the body are thrown later, by `wantedGraph`, because the checks of headers and of the tenant's limits
 * come first.
 * @throws error 30; BodyAbortedError when the caller has gone away
 */
export async function receiveRequest(
  intake: RequestIntake,
  operation: ReadOperationId,
  { rawBody, principal, signal }: Sent,
): Promise<Received> {
  const arrived = { channel: principal.channel, operation, rawBody, signal }
  const read = await intake.read(arrived)
  if ('invalid' in read) throw refusal(errorNumbers.invalid, read.invalid)
  return { arrived, read }
}
