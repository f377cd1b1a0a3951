/** For each witness: how far our clock is ahead of the witness's clock, in ms; undefined if that is not known. */
export type Ahead = Readonly<Record<'database' | 'key-server', number | undefined>>

/** Tokens are valid for some minutes: a clock that is off by more refuses valid tokens or accepts expired ones. */
const farMs = 300_000

/** The witnesses whose clocks differ too much from ours. */
export const disagreeing = (ahead: Ahead): (keyof Ahead)[] =>
  (['database', 'key-server'] as const).filter((name) => Math.abs(ahead[name] ?? 0) > farMs)

/**
 * Whether our clock is the wrong one: both witnesses disagree with it and agree with each other. A single witness that
 * disagrees may itself be wrong, and must not take every instance out of service at once.
 */
export function isOurClockWrong(ahead: Ahead): boolean {
  const { database = 0, 'key-server': keyServer = 0 } = ahead
  return disagreeing(ahead).length === 2 && Math.abs(database - keyServer) <= farMs
}
