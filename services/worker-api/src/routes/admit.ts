import type { Principal } from '@composer/service-kit'
import { refusal } from '../errors.js'
import { checkToken } from './job-token.js'

/** Operations for makers only. A tenant gets the answer for an unknown token, even for a token of its own. */
const ofMakers: ReadonlySet<string> = new Set(['DepsolveForJob', 'ReleaseJob'])

/**
 * Checks a request before its body is read: first the token in its path, then the caller's role.
 * @throws errors 5, 7, 8
 */
export function admit(operationId: string, params: Record<string, string>, { role }: Principal): void {
  checkToken(operationId, params)
  if (role === 'tenant' && ofMakers.has(operationId)) throw refusal(5)
}
