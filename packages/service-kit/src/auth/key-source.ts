import type { Logger } from '@composer/process-kit'
import { createKeySet, type KeyLimits, type VerificationKey } from './key-set.js'

export interface KeySource {
  /** The public key with this id; undefined when no issuer has it. */
  find(kid: string): Promise<VerificationKey | undefined>
}

export interface KeySourceOptions extends Partial<KeyLimits> {
  urls: readonly string[]
  ca?: string
  logger: Logger
  now?: () => number
}

/**
 * The keys of several issuers. Each URL stands alone: one that is down, slow or broken costs the tokens of the others
 * nothing, not even time.
 */
export function createKeySource(options: KeySourceOptions): KeySource {
  const limits = { maxAgeMs: 300_000, minIntervalMs: 10_000, timeoutMs: 5000, now: () => performance.now() }
  const sets = options.urls.map((url) => createKeySet(url, { ...limits, ...options }))
  return {
    async find(kid) {
      const holder = sets.find((set) => set.knows(kid))
      const known = await holder?.find(kid)
      return known ?? firstFound(sets.map((set) => set.findAnew(kid)))
    },
  }
}

/** The first value that comes; undefined when none of them brings one. */
function firstFound<T>(searches: Promise<T | undefined>[]): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    void Promise.all(searches.map((search) => search.then((key) => key && resolve(key)))).then(
      () => resolve(undefined),
      reject,
    )
  })
}
