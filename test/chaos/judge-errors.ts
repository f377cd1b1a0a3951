/** One fault as it went, in milliseconds of the run's clock. */
export interface FaultRecord {
  kind: string
  where: string | undefined
  begun: number
  /** When its harm was over. */
  ended: number
}

/** Faults of the same time. What was broken by several can only work again after the last of them. */
export interface Round {
  faults: FaultRecord[]
  begun: number
  /** When the harm of the last one was over. */
  ended: number
  /** When every service did its work again and a client had a compose accepted. */
  recovered: number
  /** How long the same took just before, with nothing broken: what a busy machine adds. */
  calmMs: number
}

/** What one kind of fault did to clients, alone and together with others. */
export interface KindReport {
  times: number
  /** How many of them were at the time of another fault. */
  together: number
  where: Record<string, number>
  longestMs: number
  /** From the end of the last fault of the same time. */
  longestRecoveryMs: number
  /** From its begin to the next round; those of the same time count the same errors. */
  errors: number
  /** The latest error that a client saw after the end of the last fault of the same time. */
  lastErrorAfterMs: number
}

/** Clients see errors no longer than this after the end of the last fault of a time. */
const recoveryMs = 5000

/** What each kind did, and where clients saw errors for too long; an error belongs to the round that began last before it. */
export function judgeErrors(
  rounds: readonly Round[],
  errors: readonly number[],
): { kinds: Record<string, KindReport>; violations: string[] } {
  const kinds: Record<string, KindReport> = {}
  const violations: string[] = []
  for (const [at, { faults, begun, ended, recovered, calmMs }] of rounds.entries()) {
    const next = rounds[at + 1]?.begun ?? Number.POSITIVE_INFINITY
    const own = errors.filter((time) => time >= begun && time < next)
    const after = Math.max(0, Math.round(Math.max(0, ...own) - ended))
    const recovery = Math.round(recovered - ended)
    for (const fault of faults) {
      const one = (kinds[fault.kind] ??= nothingYet())
      one.times += 1
      if (faults.length > 1) one.together += 1
      if (fault.where !== undefined) one.where[fault.where] = (one.where[fault.where] ?? 0) + 1
      one.longestMs = Math.max(one.longestMs, Math.round(fault.ended - fault.begun))
      one.longestRecoveryMs = Math.max(one.longestRecoveryMs, recovery)
      one.errors += own.filter((time) => time >= fault.begun).length
      one.lastErrorAfterMs = Math.max(one.lastErrorAfterMs, after)
    }
    const allowed = recoveryMs + 2 * calmMs
    const names = faults.map(({ kind }) => `'${kind}'`).join(' and ')
    if (recovery > allowed) violations.push(`after ${names} not everything worked for ${recovery} ms`)
    if (after > allowed) violations.push(`after ${names} a client saw an error ${after} ms later`)
  }
  return { kinds, violations }
}

const nothingYet = (): KindReport => ({
  times: 0,
  together: 0,
  where: {},
  longestMs: 0,
  longestRecoveryMs: 0,
  errors: 0,
  lastErrorAfterMs: 0,
})
