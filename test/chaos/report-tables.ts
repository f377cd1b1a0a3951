import type { KindReport } from './judge-errors.js'
import type { ChaosReport } from './run-chaos.js'

/** What a run found, as the tables of docs/reliability.md. */
export function reportTables(reports: readonly ChaosReport[], seed: number): string {
  const kinds = [...new Set(reports.flatMap(({ faults }) => Object.keys(faults)))]
  const total = (of: (report: ChaosReport) => number) => reports.reduce((sum, one) => sum + of(one), 0)
  const head = `Seed ${seed}: ${total(({ injected }) => injected)} faults of ${kinds.length} kinds in ${total(({ seconds }) => seconds)} s, ${total(({ composes }) => composes)} composes; ${brokenIn(reports)}.`
  return [head, figures(reports), faultTable(reports, kinds), targetTable(reports, kinds)].join('\n\n') + '\n'
}

function brokenIn(reports: readonly ChaosReport[]): string {
  const broken = reports.flatMap(({ violations }) => violations)
  return broken.length === 0 ? 'everything held' : `broken: ${broken.join('; ')}`
}

/** What happened, by shape. */
function figures(reports: readonly ChaosReport[]): string {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0)
  const rows: [string, (report: ChaosReport) => number | string][] = [
    ['seconds of faults', ({ seconds }) => seconds],
    ['faults', ({ injected }) => injected],
    ['times with two or three of them at once', ({ together }) => together],
    ['composes', ({ composes }) => composes],
    ['clones', ({ clones }) => clones],
    ['files compared', ({ downloads }) => downloads],
    ['requeues', ({ requeues }) => requeues],
    ['errors that clients saw', ({ clientErrors }) => clientErrors],
    ['tricks of misbehaving workers', ({ badWorkers }) => sum(badWorkers)],
    ['slow clients that were closed', ({ slowClients }) => sum(slowClients)],
    ['composes that only a lost primary had', ({ lost }) => lost.composes],
    ['results that only a lost primary had', ({ lost }) => lost.results],
    ['most memory of a process', ({ memoryMib }) => `${Math.max(...Object.values(memoryMib))} MiB`],
    ['rules broken', ({ violations }) => violations.length],
  ]
  return table(
    ['', ...reports.map(({ shape }) => `\`${shape}\``)],
    rows.map(([name, of]) => [name, ...reports.map((report) => String(of(report)))]),
  )
}

/** What each kind did, over both shapes. */
function faultTable(reports: readonly ChaosReport[], kinds: readonly string[]): string {
  const rows = kinds.map((kind) => {
    const seen = reports.flatMap(({ faults }) => faults[kind] ?? [])
    const most = (of: (one: KindReport) => number) => Math.max(...seen.map(of))
    const sum = (of: (one: KindReport) => number) => seen.reduce((all, one) => all + of(one), 0)
    const errors = sum((one) => one.errors)
    return [
      kind,
      ...reports.map(({ faults }) => String(faults[kind]?.times ?? '–')),
      String(sum(({ together }) => together)),
      inSeconds(most(({ longestMs }) => longestMs)),
      inSeconds(most(({ longestRecoveryMs }) => longestRecoveryMs)),
      String(errors),
      errors === 0 ? '–' : inSeconds(most(({ lastErrorAfterMs }) => lastErrorAfterMs)),
    ]
  })
  const shapes = reports.map(({ shape }) => `\`${shape}\``)
  const rest = [
    'with others',
    'lasted at most',
    'all worked again after',
    'errors of clients',
    'the last one after',
  ]
  return table(['fault', ...shapes, ...rest], rows)
}

/** What each kind was aimed at. */
function targetTable(reports: readonly ChaosReport[], kinds: readonly string[]): string {
  const rows = kinds.flatMap((kind) => {
    const counts: Record<string, number> = {}
    for (const { faults } of reports)
      for (const [where, times] of Object.entries(faults[kind]?.where ?? {}))
        counts[where] = (counts[where] ?? 0) + times
    const words = Object.entries(counts).map(([where, times]) => `${where}: ${times}`)
    return words.length === 0 ? [] : [[kind, words.sort().join('; ')]]
  })
  return table(['fault', 'aimed at'], rows)
}

const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
