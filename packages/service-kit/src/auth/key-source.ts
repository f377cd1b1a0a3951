import type { Logger } from '@composer/process-kit'
import { createKeySet, type KeyLimits, type VerificationKey } from './key-set.js'

export interface KeySource {
  /** The public key with this id; undefined when no issuer has it. */
  find(kid: string): Promise<VerificationKey | undefined>
  /** Whether at least one key set was ever fetched; until then every token is refused. */
  isUsable(): Promise<boolean>
}

export interface KeySourceOptions extends Partial<KeyLimits> {
  urls: readonly string[]
  ca?: string
  logger: Logger
  /** Called with the time of a key server after each answer: Unix time in ms, undefined if the answer has none. */
  onServerTime?: (time: number | undefined) => void
  now?: () => number
}

/**
 * The keys of several issuers. Each URL is independent: one that is down, slow or broken does not delay the tokens of
 * the others.
 */
export function createKeySource(options: KeySourceOptions): KeySource {
  const limits = { maxAgeMs: 300_000, minIntervalMs: 10_000, timeoutMs: 5000, now: () => performance.now() }
  const sets = options.urls.map((url) => createKeySet(url, { ...limits, ...options }))
  return {
    isUsable: async () => (await firstFound(sets.map((set) => set.wasFetched()))) ?? false,
    async find(kid) {
      const holder = sets.find((set) => set.knows(kid))
      const known = await holder?.find(kid)
      return known ?? firstFound(sets.map((set) => set.findAnew(kid)))
    },
  }
}

/** Resolves with the first truthy result; with undefined if no search has one. */
function firstFound<T>(searches: Promise<T | undefined>[]): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    void Promise.all(searches.map((search) => search.then((found) => found && resolve(found)))).then(
      () => resolve(undefined),
      reject,
    )
  })
}
