import { expect, it } from '@jest/globals'
import { judgeErrors } from './judge-errors.js'
import { reportTables } from './report-tables.js'
import type { ChaosReport } from './run-chaos.js'

const round = {
  faults: [
    { kind: 'service killed', where: 'worker-api', begun: 0, ended: 2000 },
    { kind: 'Postgres crashed', where: undefined, begun: 500, ended: 1500 },
  ],
  begun: 0,
  ended: 2000,
  recovered: 2400,
  calmMs: 100,
}

const report = (shape: ChaosReport['shape'], errors: number[]): ChaosReport => ({
  shape,
  seconds: 900,
  injected: 2,
  together: 1,
  composes: 1200,
  clones: 3,
  downloads: 4,
  requeues: 5,
  lost: { composes: 6, results: 7 },
  faults: judgeErrors([round], errors).kinds,
  clientErrors: errors.length,
  awaited: {},
  badWorkers: { 'late: 404': 8, 'garbage: 400': 1 },
  slowClients: { 'slow head': 10 },
  memoryMib: { 'worker-api-1': 190, 'worker-api-2': 191 },
  missing: [],
  violations: [],
})

it('tells in Markdown what both shapes of the arena did', () => {
  const lines = reportTables([report('files', [100, 2300]), report('objects', [])], 7).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'Seed 7: 4 faults of 2 kinds in 1800 s, 2400 composes; everything held.',
      '| composes | 1200 | 1200 |',
      '| tricks of misbehaving workers | 9 | 9 |',
      '| most memory of a process | 191 MiB | 191 MiB |',
      '| service killed | 1 | 1 | 2 | 2.0 s | 0.4 s | 2 | 0.3 s |',
      '| Postgres crashed | 1 | 1 | 2 | 1.0 s | 0.4 s | 1 | 0.3 s |',
      '| service killed | worker-api: 2 |',
    ]),
  )
})

it('names the rules that were broken', () => {
  const broken = { ...report('files', []), violations: ['a lease is left: 1'] }
  expect(reportTables([broken], 7)).toContain('broken: a lease is left: 1.')
})
