import { createHash } from 'node:crypto'

export type Claims = Record<string, unknown>

/** A token whose signature and claims were found good. */
export interface VerifiedToken {
  claims: Claims
  /** Which key its signature was checked with: it is good for as long as the issuer has that key under that id. */
  kid: string
  pem: string
}

export interface VerifiedTokens {
  /** Undefined for a token that is unknown or has expired. */
  find(authorization: string): VerifiedToken | undefined
  keep(authorization: string, token: VerifiedToken): void
}

/** Some two KiB each: 8 MiB at most. */
const most = 4096

/**
 * Remembers verified tokens until they expire: checking a signature costs more than most of what it guards, and a client
 * sends the same token for minutes. Only digests are kept. The oldest one makes room.
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

/** As the library reckons: in whole seconds. A token without an end is not kept; it is refused elsewhere. */
const isExpired = ({ claims: { exp } }: VerifiedToken) =>
  typeof exp !== 'number' || Math.floor(Date.now() / 1000) >= exp
