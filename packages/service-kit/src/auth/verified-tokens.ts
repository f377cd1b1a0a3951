import { createHash } from 'node:crypto'

export type Claims = Record<string, unknown>

/** A token whose signature and claims were found good. */
export interface VerifiedToken {
  claims: Claims
  /**
   * Id and PEM of the key that verified the signature. The token is valid only while the issuer has that key with that
   * id.
   */
  kid: string
  pem: string
}

export interface VerifiedTokens {
  /**
   * @param authorization the whole Authorization header
   * @returns undefined for a token that is unknown or has expired
   */
  find(authorization: string): VerifiedToken | undefined
  keep(authorization: string, token: VerifiedToken): void
}

/** Number of tokens kept. About 2 KiB each: 8 MiB together. */
const most = 4096

/**
 * Remembers verified tokens until they expire: checking a signature takes longer than most requests, and a client sends
 * the same token for minutes. A digest stands for the token itself. When the memory is full, the oldest one is dropped.
 */
export function createVerifiedTokens(): VerifiedTokens {
  const known = new Map<string, VerifiedToken>()
  return {
    find(authorization) {
      const digest = digestOf(authorization)
      const token = known.get(digest)
      if (token && isExpired(token)) {
        known.delete(digest)
        return undefined
      }
      return token
    },
    keep(authorization, token) {
      if (isExpired(token)) return
      const oldest = known.size >= most ? known.keys().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
      known.set(digestOf(authorization), token)
    },
  }
}

const digestOf = (authorization: string) => createHash('sha256').update(authorization).digest('base64')

/** In whole seconds, like the library. A token without `exp` counts as expired; `checkClaims` refuses it. */
const isExpired = ({ claims: { exp } }: VerifiedToken) =>
  typeof exp !== 'number' || Math.floor(Date.now() / 1000) >= exp
