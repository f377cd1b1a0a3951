import type { PasswordPool } from '../hashing/password-pool.js'
import { composerErrors } from '../errors.js'
import type { WantedGraph } from './read-request.js'
import type { Received } from './receive-request.js'
import type { RequestIntake } from './request-intake.js'

/**
 * The jobs of a request that was read. A request with plain text passwords is read again, with their hashes.
 * @throws the 4xx error of a request that cannot be fulfilled; error 503 when too many passwords wait to be hashed;
 *   BodyAbortedError when the caller has gone away
 */
export async function wantedGraph(
  { intake, passwords }: { intake: RequestIntake; passwords: PasswordPool },
  { arrived, read }: Received,
): Promise<WantedGraph> {
  if ('refused' in read) throw composerErrors.error(read.refused.number, read.refused.details)
  if ('wanted' in read) return read.wanted
  const hashes = await passwords.hashAll(arrived.channel, read.passwords, arrived.signal)
  const again = await intake.read(arrived, hashes)
  if ('wanted' in again) return again.wanted
  throw new Error('A request was refused, or asked for hashes again, after its passwords were hashed')
}
