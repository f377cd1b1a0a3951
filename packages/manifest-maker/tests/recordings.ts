import { readFileSync } from 'node:fs'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./recordings/${name}.json`, import.meta.url), 'utf8'))

export interface Exchange {
  name: string
  request: { arguments: { repos: { id: string }[] } }
  response: {
    solver: string
    transactions: { name: string; checksum: { value: string } }[][]
    repos: Record<string, Record<string, unknown>>
    sbom: object
  }
}

/** What image-builder asked, and what the solver of osbuild answered. */
const solverExchanges = read('solver-exchanges') as Exchange[]

export function exchange(name: string) {
  const found = solverExchanges.find((one) => one.name === name)
  if (!found) throw new Error(`no recording ${name}`)
  return structuredClone(found)
}

export interface JobArgs {
  grouped_package_sets: Record<string, { Repositories: Record<string, unknown>[] }[]>
}

export interface JobResult {
  job_error?: { id: number; reason: string; details: string }
}

export type RecordedJobs = Record<
  'chain' | 'prefix' | 'missing' | 'norepo' | 'rhsm',
  { args: JobArgs; result: JobResult }
>

/** Args and results of `depsolve` jobs of the Go worker: of August 2026, and of November 2025. */
export const jobsOfWorker = {
  v180: read('depsolve-jobs-v180') as RecordedJobs,
  v157: read('depsolve-jobs-v157') as RecordedJobs,
}

/** What a worker answers to these args, as JSON text: the recorded packages under the names that were asked for. */
export function resultOf(version: keyof typeof jobsOfWorker, args: JobArgs): string {
  const { chain, prefix } = jobsOfWorker[version]
  const [[name, sets] = ['', []]] = Object.entries(args.grouped_package_sets)
  const [recorded, from] = sets.length === 1 ? [prefix, 'packages-1'] : [chain, 'packages']
  return JSON.stringify(recorded.result).replaceAll(`"${from}":`, `"${name}":`)
}
