import type { Knex } from 'knex'
import type { ClientBase } from 'pg'
import { fullJob } from './full-job.js'
import { importLongResult } from './import-long-result.js'
import type { ImportedCompose, ImportedJob } from './map-graph.js'
import { longResultBytes, planReads } from './plan-reads.js'
import type { Note } from './report.js'
import { announceReady } from './sql/announce-ready.js'
import { insertComposes } from './sql/insert-composes.js'
import { insertEdges } from './sql/insert-edges.js'
import { insertJobs } from './sql/insert-jobs.js'
import { readLongResult } from './sql/read-long-result.js'
import { readSizes, readTexts } from './sql/read-texts.js'

export interface StoreOptions {
  requests: ReadonlyMap<string, string>
  keepDays: number
}

/**
 * Stores composes with their jobs, whose texts it reads as it goes: as much of them as `planReads` lets is in memory.
 * @returns results that do not fit their types, which became errors
 */
export async function storeComposes(
  db: Knex,
  texts: ClientBase,
  composes: readonly ImportedCompose[],
  { requests, keepDays }: StoreOptions,
): Promise<Note[]> {
  if (composes.length === 0) return []
  await insertComposes(db, composes, requests, keepDays)
  const jobs = new Map(composes.flatMap((compose) => compose.jobs.map((job) => [job.id, { compose, job }])))
  const sizes = new Map((await readSizes(texts, [...jobs.keys()])).map((size) => [size.id, size]))
  const notes: Note[] = []
  const noteMisfit = (id: string, job: ImportedJob) =>
    notes.push({
      id,
      reason: `the result of job ${job.id} does not fit its type ${job.type}: the job failed by it here`,
    })

  const isLong = (id: string) => (sizes.get(id)?.result ?? 0) > longResultBytes

  for (const ids of planReads([...sizes.values()])) {
    const read = await readTexts(
      texts,
      ids,
      ids.filter((id) => !isLong(id)),
    )
    const full = ids.map((id) => {
      const found = jobs.get(id)
      const own = read.get(id)
      if (!found || !own) throw new Error(`job ${id} was deleted meanwhile`)
      return fullJob(found.compose.id, found.job, own, isLong(id))
    })
    await insertJobs(db, full)
    for (const job of full) {
      if (job.rejectedResult !== null) noteMisfit(job.composeId, job)
      if (job.state !== 'finished' || job.outcome !== null) continue
      const { misfit } = await importLongResult(db, job, readLongResult(texts, job.id))
      if (misfit) noteMisfit(job.composeId, job)
    }
  }
  const lost = [...jobs.keys()].find((id) => !sizes.has(id))
  if (lost !== undefined) throw new Error(`job ${lost} was deleted meanwhile`)
  const stored = [...jobs.values()].map(({ job }) => job)
  await insertEdges(db, stored)
  await announceReady(
    db,
    stored.filter(({ state }) => state === 'ready'),
  )
  return notes
}
