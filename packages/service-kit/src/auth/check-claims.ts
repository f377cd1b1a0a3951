/** Why a token is refused: `reason` for the client, `kind` for the metric. Never the token. */
export class TokenRefusal extends Error {
  readonly kind: string
  constructor(kind: string, reason: string) {
    super(reason)
    this.name = 'TokenRefusal'
    this.kind = kind
  }
}

/**
 * Rules for claims beyond the signature, the times and the issuer.
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
