import { canonicalUuid } from '@composer/service-kit'
import { refusal } from '../errors.js'

/** The same mistake has another number for GET than for the other methods. */
const numberOf: Record<string, number> = {
  GetJob: 8,
  UpdateJob: 7,
  UploadJobArtifact: 7,
  DepsolveForJob: 7,
  ReleaseJob: 7,
}

/** @throws errors 7 and 8 */
export function checkToken(operationId: string, params: Record<string, string>): void {
  const number = numberOf[operationId]
  if (number !== undefined && canonicalUuid(params.token ?? '') === undefined) throw refusal(number)
}

/** The token of the path in its canonical form. */
export function tokenOf(params: { token: string }): string {
  const token = canonicalUuid(params.token)
  if (token === undefined) throw refusal(7)
  return token
}
