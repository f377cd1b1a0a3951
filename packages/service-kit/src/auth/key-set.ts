import type { Logger } from '@composer/process-kit'
import { JwksClient } from 'jwks-rsa'
import { fetchJwks } from './fetch-jwks.js'

/** Limits for fetching key sets. */
export interface KeyLimits {
  /** A key set older than this is fetched again before it is used, so that withdrawn keys are dropped. */
  maxAgeMs: number
  /** Least time between two fetches, however many unknown key ids arrive. */
  minIntervalMs: number
  /** Time limit for one complete answer. */
  timeoutMs: number
}

/** A public key to check signatures with. */
export interface VerificationKey {
  pem: string
  /** The only algorithm that the key may be used with; undefined if its issuer names none. */
  algorithm: string | undefined
}

/** The keys of one issuer by key id. */
export interface KeySet {
  /** Finds a key. Waits for a fetch only if the set is too old and the last fetch did not fail. */
  find(kid: string): Promise<VerificationKey | undefined>
  /** Finds a key after fetching the set again, unless the last fetch was less than `minIntervalMs` ago. */
  findAnew(kid: string): Promise<VerificationKey | undefined>
  /** Whether the set holds this key, whatever the age of the set. */
  knows(kid: string): boolean
  /** Whether a fetch has ever succeeded; tries one if none has. */
  wasFetched(): Promise<boolean>
}

/** Least time between fetches until the first one succeeds: shorter, because no token can be checked before. */
const firstIntervalMs = 1000

export interface KeySetOptions extends KeyLimits {
  ca?: string
  logger: Logger
  /** Called with the time of the issuer's server after each answer: Unix time in ms, undefined if it has none. */
  onServerTime?: (time: number | undefined) => void
  /** A monotonic clock in milliseconds. */
  now: () => number
}

/**
 * Fetches keys again in the background at half of their maximum age, so that a caller rarely waits for the issuer.
 * While the issuer is down, its known keys stay trusted; the next successful fetch drops the withdrawn ones.
 */
export function createKeySet(url: string, options: KeySetOptions): KeySet {
  const { maxAgeMs, minIntervalMs, timeoutMs, ca, logger, now, onServerTime } = options
  const client = new JwksClient({
    jwksUri: url,
    cache: false,
    fetcher: () => fetchJwks(url, timeoutMs, ca, onServerTime),
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
  /** At most one fetch runs at a time, and the least interval between fetches is kept. */
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

/** An answer without a usable key is not a failure: the issuer has withdrawn all keys. */
function noneOfUse(error: Error): [] {
  if (/did not contain any/.test(error.message)) return []
  throw error
}
