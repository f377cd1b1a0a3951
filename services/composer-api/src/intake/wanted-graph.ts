import type { PasswordPool } from '../hashing/password-pool.js'
import { composerErrors } from '../errors.js'
import type { WantedGraph } from './read-request.js'
import type { Received } from './receive-request.js'
import type { RequestIntake } from './request-intake.js'

/**
 * The jobs of a request that was read; where it has passwords, it is read again with their hashes.
 * @throws the refusal of its meaning; error 503 when too many passwords wait; BodyAbortedError
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
  throw new Error('A request whose passwords are hashed was read otherwise than before')
}
