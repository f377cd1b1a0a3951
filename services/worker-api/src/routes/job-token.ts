import { canonicalUuid } from '@composer/service-kit'
import { refusal } from '../errors.js'

/** The error number for a malformed token, by operation. The reference has another number for GET. */
const numberOf: Record<string, number> = {
  GetJob: 8,
  UpdateJob: 7,
  UploadJobArtifact: 7,
  DepsolveForJob: 7,
  ReleaseJob: 7,
}

/**
 * Checks that the token in the path of an operation, if it has one, is a UUID.
 * @throws errors 7, 8
 */
export function checkToken(operationId: string, params: Record<string, string>): void {
  const number = numberOf[operationId]
  if (number !== undefined && canonicalUuid(params.token ?? '') === undefined) throw refusal(number)
}

/**
 * The token in the path in its canonical form.
 * @throws error 7
 */
export function tokenOf(params: { token: string }): string {
  const token = canonicalUuid(params.token)
  if (token === undefined) throw refusal(7)
  return token
}
