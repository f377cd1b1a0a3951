import { JwksClient } from 'jwks-rsa'
import type { Logger } from '../logging/logger.js'
import { fetchJwks } from './fetch-jwks.js'

export interface KeySource {
  /** PEM of the public key with this id; undefined when no issuer has it. */
  find(kid: string): Promise<string | undefined>
}

export interface KeySourceOptions {
  urls: readonly string[]
  /** A key set older than this is fetched again, so that withdrawn keys are dropped. */
  maxAgeMs: number
  /** An unknown key id causes a fetch, but not more often than this. */
  minIntervalMs?: number
  timeoutMs?: number
  ca?: string
  logger: Logger
  /** Milliseconds, for tests. */
  now?: () => number
}

/**
 * The keys of several issuers. Each URL stands alone: one that is down costs nobody else anything, and its own known
 * keys stay trusted until it answers again.
 */
export function createKeySource(options: KeySourceOptions): KeySource {
  const sets = options.urls.map((url) => createKeySet(url, options))
  return {
    async find(kid) {
      const known = await Promise.all(sets.map((set) => set.fresh()))
      const key = known.find((keys) => keys.has(kid))?.get(kid)
      if (key) return key
      const again = await Promise.all(sets.map((set) => set.refetch()))
      return again.find((keys) => keys.has(kid))?.get(kid)
    },
  }
}

function createKeySet(url: string, options: KeySourceOptions) {
  const {
    maxAgeMs,
    minIntervalMs = 10_000,
    timeoutMs = 5000,
    ca,
    logger,
    now = () => performance.now(),
  } = options
  const client = new JwksClient({ jwksUri: url, cache: false, fetcher: () => fetchJwks(url, timeoutMs, ca) })
  let keys = new Map<string, string>()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  const fetch = async () => {
    triedAt = now()
    try {
      const found = await client.getSigningKeys()
      keys = new Map(found.filter(({ kid }) => kid).map((key) => [key.kid, key.getPublicKey()]))
      fetchedAt = now()
    } catch (error) {
      logger.warn('A key set cannot be fetched', {
        url,
        reason: (error as Error).message,
        known_keys: keys.size,
      })
    }
  }
  /** One fetch at a time, and none soon after another. */
  const refetch = async () => {
    if (now() - triedAt >= minIntervalMs) fetching ??= fetch().finally(() => (fetching = undefined))
    await fetching
    return keys
  }
  return {
    refetch,
    async fresh(): Promise<Map<string, string>> {
      return now() - fetchedAt < maxAgeMs ? keys : refetch()
    },
  }
}
