import type { Principal } from '@composer/service-kit'
import { refusal } from '../errors.js'
import { checkToken } from './job-token.js'

/** For makers only. A tenant is answered as for a token that nobody has, also for its own. */
const ofMakers: ReadonlySet<string> = new Set(['DepsolveForJob', 'ReleaseJob'])

/**
 * What is checked of a request before its body is read: the token of its path, then the caller's role.
 * @throws errors 5, 7, 8
 */
export function admit(operationId: string, params: Record<string, string>, { role }: Principal): void {
  checkToken(operationId, params)
  if (role === 'tenant' && ofMakers.has(operationId)) throw refusal(5)
}
