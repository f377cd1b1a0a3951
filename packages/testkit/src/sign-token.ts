import { SignJWT, type JWTHeaderParameters } from 'jose'
import type { SigningKey } from './signing-key.js'

/** Claims over the usual ones; undefined takes one of those away. */
export type TokenClaims = Record<string, unknown>

/**
 * A signed bearer token, valid for five minutes and of tenant `000001` unless `claims` say otherwise.
 * @param header over the usual members of the header
 */
export async function signToken(
  key: SigningKey,
  claims: TokenClaims = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const all = { iat: now, exp: now + 300, typ: 'Bearer', 'rh-org-id': '000001', ...claims }
  const defined = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return new SignJWT(defined)
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'JWT', ...header })
    .sign(key.privateKey)
}
