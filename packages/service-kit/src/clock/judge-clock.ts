/** By witness, how far our clock is ahead of its; undefined for one that was not heard. */
export type Ahead = Readonly<Record<'database' | 'key-server', number | undefined>>

/** Tokens are good for some minutes: who is off by more refuses good ones, or takes those that have expired. */
const farMs = 300_000

/** Those that disagree with our clock. */
export const disagreeing = (ahead: Ahead): (keyof Ahead)[] =>
  (['database', 'key-server'] as const).filter((name) => Math.abs(ahead[name] ?? 0) > farMs)

/**
 * Whether our clock is the wrong one: both others disagree with it and agree with each other. One alone may be wrong
 * itself, and must not take every instance out of service at once.
 */
export function isOurClockWrong(ahead: Ahead): boolean {
  const { database = 0, 'key-server': keyServer = 0 } = ahead
  return disagreeing(ahead).length === 2 && Math.abs(database - keyServer) <= farMs
}
