import type { Principal } from '@composer/service-kit'
import { errorNumbers } from '../error-numbers.js'
import { refusal } from '../errors.js'
import type { ReadOperationId, ReadRequest } from './read-request.js'
import type { Arrived, RequestIntake } from './request-intake.js'

/** A request that fits the document. */
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
 * Reads a body that becomes jobs. Refusals of its meaning have their place among those of its headers and of the
 * tenant, so they are thrown later, by `wantedGraph`.
 * @throws error 30
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
