import { readFile } from 'node:fs/promises'
import type { BenchDatabase } from '../database.js'
import { median } from '../measure.js'
import type { Table } from '../table.js'
import { measureRatios } from './measure-ratios.js'

/** Compiled to test/dist/bench/gate; the file stays where it is edited. */
const file = new URL('../../../bench/gate/wanted.json', import.meta.url)

/** A ratio may fall this far below what is wanted: machines differ, and so do runs. */
const tolerated = 2 / 3

export interface Verdict {
  table: Table
  /** One sentence for each ratio that fell too far. */
  failures: string[]
}

/**
 * A few ratios of CPU time and memory within one run, which say the same on a busy machine and on a quiet one, against
 * those that are wanted. A measure without a wanted ratio fails, and a wanted one that nobody measures too.
 */
export async function runGate(database: BenchDatabase): Promise<Verdict> {
  const wanted = new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, number>))
  const measured = await measureRatios(database)
  const rows = [...new Set([...wanted.keys(), ...measured.keys()])].map((name) => {
    const ratio = median(measured.get(name) ?? [])
    const least = (wanted.get(name) ?? Number.NaN) * tolerated
    return { name, ratio, wanted: wanted.get(name) ?? Number.NaN, passed: ratio >= least }
  })
  return {
    table: {
      title: 'Gate: what must not get worse',
      columns: ['ratio (more is better)', 'measured', 'wanted', 'measured / wanted'],
      rows: rows.map((row) => [row.name, row.ratio, row.wanted, row.ratio / row.wanted]),
      notes: ['fails when one falls below two thirds of what is wanted (test/bench/gate/wanted.json)'],
    },
    failures: rows
      .filter(({ passed }) => !passed)
      .map(({ name, ratio, wanted: want }) => `${name} is ${ratio.toFixed(3)}, wanted ${want}`),
  }
}
