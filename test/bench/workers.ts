import type { BenchDatabase } from './database.js'
import { median, roundsWithin } from './measure.js'
import type { Table } from './table.js'
import { clients, roundTrips, type Run } from './worker-load.js'

/** Odd, so that there is a middle one. */
const rounds = 3
/** No further round begins after it. */
const longestSeconds = 100
const counts = [1, 2] as const
/** Of what one process does at most: the machine has time left, so that nobody waits for a core. */
const offeredShare = 0.4
/** The same load as one process has, and as much for each. */
const pacedRuns = [
  { instances: 1, loads: 1 },
  { instances: 2, loads: 1 },
  { instances: 2, loads: 2 },
] as const

/**
 * Claim and report over HTTP: one worker-api process, then two over the same database, in turns; as fast as they can, and
 * at a rate that leaves the machine time.
 */
export async function workersSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const full = counts.map((): Run[] => [])
  const offered: number[] = []
  const paced = pacedRuns.map((): Run[] => [])
  for (const round of roundsWithin(rounds, longestSeconds)) {
    for (const [index, instances] of counts.entries())
      full[index]?.push(await roundTrips(database, instances, seconds))
    const perSecond = (full[0]?.[round]?.measured.perSecond ?? Number.NaN) * offeredShare
    offered.push(perSecond)
    for (const [index, { instances, loads }] of pacedRuns.entries())
      paced[index]?.push(await roundTrips(database, instances, seconds, { perSecond: perSecond * loads }))
  }
  return [saturated(full), withTimeLeft(paced, offered)]
}

type Runs = readonly Run[][]

const middle = (runs: Runs, index: number, value: (run: Run, first: Run) => number) =>
  median(
    runs[index]?.map((run, round) => {
      const first = runs[0]?.[round]
      return first ? value(run, first) : Number.NaN
    }) ?? [],
  )

const saturated = (runs: Runs): Table => ({
  title: `Claim and report over HTTP, ${clients} workers`,
  columns: [
    'worker-api processes',
    'jobs/s',
    'p50 ms',
    'p99 ms',
    '/ one process',
    'CPU ms per job: services',
    'Postgres',
    'load generator',
    'statements per job',
    'jobs done twice',
    'peak MiB',
  ],
  rows: counts.map((instances, index) => [
    `${instances}`,
    middle(runs, index, (run) => run.measured.perSecond),
    middle(runs, index, (run) => run.measured.p50),
    middle(runs, index, (run) => run.measured.p99),
    middle(runs, index, (run, first) => run.measured.perSecond / first.measured.perSecond),
    middle(runs, index, (run) => run.cpu.services),
    middle(runs, index, (run) => run.cpu.postgres),
    middle(runs, index, (run) => run.cpu.generator),
    middle(runs, index, (run) => run.statements),
    Math.max(...(runs[index]?.map((run) => run.doubles) ?? [])),
    Math.max(...(runs[index]?.map((run) => run.peak) ?? [])),
  ]),
  notes: [
    `medians of ${runs[0]?.length ?? 0} rounds in which both took turns`,
    'the load generator, the services and Postgres share the machine, which is full: the next table is about what two processes do on cores of their own',
  ],
})

const withTimeLeft = (runs: Runs, offered: number[]): Table => ({
  title: 'Claim and report at a rate that leaves the machine time',
  columns: [
    'worker-api processes',
    'jobs/s offered',
    'jobs/s done',
    'p50 ms',
    'CPU ms per job: services',
    'Postgres',
    'statements per job',
    'processes × jobs per CPU second / one process',
  ],
  rows: pacedRuns.map(({ instances, loads }, index) => [
    `${instances}`,
    median(offered) * loads,
    middle(runs, index, (run) => run.measured.perSecond),
    middle(runs, index, (run) => run.measured.p50),
    middle(runs, index, (run) => run.cpu.services),
    middle(runs, index, (run) => run.cpu.postgres),
    middle(runs, index, (run) => run.statements),
    middle(runs, index, (run, first) => (instances * first.cpu.services) / run.cpu.services),
  ]),
  notes: [
    `first ${offeredShare * 100} % of what one process does at most; medians of ${runs[0]?.length ?? 0} rounds`,
    'the last column: what two processes do on two cores, against one on one; the fewer jobs a process has, the more each costs, because it wakes up for each',
  ],
})
