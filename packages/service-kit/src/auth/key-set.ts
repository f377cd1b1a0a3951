import type { Logger } from '@composer/process-kit'
import { JwksClient } from 'jwks-rsa'
import { fetchJwks } from './fetch-jwks.js'

/** What bounds the fetching of key sets. */
export interface KeyLimits {
  /** A key set older than this is not used before it was asked for again, so that withdrawn keys are dropped. */
  maxAgeMs: number
  /** An unknown key id causes a fetch, but not more often than this. */
  minIntervalMs: number
  /** For one whole answer. */
  timeoutMs: number
}

/** A public key to check signatures with. */
export interface VerificationKey {
  pem: string
  /** The only algorithm it may be used with, where its issuer says so. */
  algorithm: string | undefined
}

/** The keys of one issuer by key id. */
export interface KeySet {
  /** The key, without waiting as long as the set is recent enough or its issuer is known to fail. */
  find(kid: string): Promise<VerificationKey | undefined>
  /** The key after asking the issuer, if it was not asked a moment ago. */
  findAnew(kid: string): Promise<VerificationKey | undefined>
  /** Whether the set holds a key that was once fetched, of whatever age. */
  knows(kid: string): boolean
  /** Whether the issuer has ever answered, asking it where it has not. */
  wasFetched(): Promise<boolean>
}

/** Until an issuer has answered for the first time no token of it can be checked: it may be asked this often. */
const firstIntervalMs = 1000

export interface KeySetOptions extends KeyLimits {
  ca?: string
  logger: Logger
  /** Is told the time of the issuer's server, in milliseconds of the epoch; undefined where it does not tell. */
  heard?: (time: number | undefined) => void
  /** Milliseconds that only grow. */
  now: () => number
}

/**
 * Keys are renewed in the background at half of their allowed age, so that a caller rarely waits for the issuer. While
 * the issuer is down its known keys stay trusted; its first answer drops what it has withdrawn.
 */
export function createKeySet(url: string, options: KeySetOptions): KeySet {
  const { maxAgeMs, minIntervalMs, timeoutMs, ca, logger, now, heard } = options
  const client = new JwksClient({
    jwksUri: url,
    cache: false,
    fetcher: () => fetchJwks(url, timeoutMs, ca, heard),
  })
  let keys = new Map<string, VerificationKey>()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let failing = false
  let fetching: Promise<void> | undefined
  const hasAnswered = () => fetchedAt !== Number.NEGATIVE_INFINITY

  const fetch = async () => {
    triedAt = now()
    try {
      const found = await client.getSigningKeys().catch(noneOfUse)
      keys = new Map(
        found
          .filter(({ kid }) => kid)
          .map((key) => [key.kid, { pem: key.getPublicKey(), algorithm: key.alg || undefined }]),
      )
      fetchedAt = now()
      if (keys.size === 0) logger.warn('A key set has no usable key', { url })
      if (failing) logger.info('A key set can be fetched again', { url, keys: keys.size })
      failing = false
    } catch (error) {
      failing = true
      logger.warn('A key set cannot be fetched', {
        url,
        reason: (error as Error).message,
        known_keys: keys.size,
      })
    }
  }
  /** One fetch at a time, and none soon after another. */
  const refetch = async () => {
    const interval = hasAnswered() ? minIntervalMs : Math.min(minIntervalMs, firstIntervalMs)
    if (now() - triedAt >= interval) fetching ??= fetch().finally(() => (fetching = undefined))
    await fetching
  }
  return {
    knows: (kid) => keys.has(kid),
    async wasFetched() {
      if (!hasAnswered()) await refetch()
      return hasAnswered()
    },
    async find(kid) {
      const age = now() - fetchedAt
      if (age >= maxAgeMs && !failing) await refetch()
      else if (age >= maxAgeMs / 2) void refetch()
      return keys.get(kid)
    },
    async findAnew(kid) {
      await refetch()
      return keys.get(kid)
    },
  }
}

/** A set without a usable key is an answer too: the issuer has withdrawn them all. */
function noneOfUse(error: Error): [] {
  if (/did not contain any/.test(error.message)) return []
  throw error
}
