/** Why a token is refused: the message is for the client, `kind` for the metric. Neither contains the token. */
export class TokenRefusal extends Error {
  readonly kind: string
  constructor(kind: string, reason: string) {
    super(reason)
    this.name = 'TokenRefusal'
    this.kind = kind
  }
}

/**
 * Checks the claims that the verification of signature, times and issuer does not cover.
 * @throws TokenRefusal
 */
export function checkClaims(claims: Record<string, unknown>): void {
  for (const name of ['iat', 'exp']) {
    if (claims[name] === undefined)
      throw new TokenRefusal('claims', `Bearer token doesn't contain required claim '${name}'`)
    if (!Number.isFinite(claims[name]))
      throw new TokenRefusal('claims', `Bearer token has a claim '${name}' that is no number`)
  }
  if (claims.typ !== undefined && claims.typ !== 'Bearer') {
    throw new TokenRefusal('claims', "Bearer token has a type other than 'Bearer'")
  }
  if (claims.impersonated !== undefined && claims.impersonated !== false) {
    throw new TokenRefusal('claims', 'Bearer token is impersonated')
  }
}
