import { failureKind } from './failure-kind.js'
import { importBatch, importFiles, type BatchContext, type BatchResult } from './import-batch.js'
import type { ImportCounts, Progress } from './progress.js'
import type { ImportReport } from './report.js'
import { countRoots } from './sql/count-roots.js'
import { findImported } from './sql/find-known.js'
import { openRoots, readRoots } from './sql/open-roots.js'
import { readNotes } from './sql/read-notes.js'

export interface ImportOptions extends Omit<BatchContext, 'settledBefore'> {
  /** Composes enqueued before are left out; null: none. */
  since: Date | null
  batchSize: number
  progress: Progress
  report: ImportReport
  /** Ends the run after the batch it is at. */
  signal: AbortSignal
}

/** A compose is whole when its last job is there: enqueueing takes seconds, a manifest in memory five minutes. */
const settlingMs = 15 * 60_000

/**
 * Brings composes of the reference here, oldest first, each with all of its jobs or not at all. What an earlier run
 * brought is passed over. What cannot be read is reported, and the run goes on.
 * @returns the counts; `done` is less than `total` when the signal ended it
 * @throws Error of a database that cannot be used any more; what was committed stays, and another run goes on
 */
export async function runImport(options: ImportOptions): Promise<ImportCounts> {
  const { source, since, progress, report, signal } = options
  const { count, now } = await countRoots(source.graphs, since)
  const counts: ImportCounts = { done: 0, total: count, composes: 0, jobs: 0, alreadyHere: 0 }
  const context: BatchContext = {
    ...options,
    settledBefore: new Date(now.getTime() - settlingMs).toISOString(),
  }
  await openRoots(source.graphs, since)
  progress.show(counts)
  try {
    while (!signal.aborted) {
      const roots = await readRoots(source.graphs, options.batchSize)
      if (roots.length === 0) break
      const imported = await findImported(options.db, roots)
      const wanted = roots.filter((id) => !imported.has(id))
      if (!options.dryRun) {
        const unfinished = [...imported].flatMap(([id, { complete }]) => (complete ? [] : [id]))
        await importFiles(options, unfinished)
      }
      const result = await importRoots(context, wanted)
      for (const finding of result.findings) report.add(finding)
      counts.done += roots.length
      counts.alreadyHere += imported.size
      counts.composes += result.composes
      counts.jobs += result.jobs
      progress.show(counts)
    }
  } finally {
    progress.stop()
  }
  for await (const { id, reason } of readNotes(options.db)) report.add({ id, what: 'note', reason })
  return counts
}

/** How often a batch is tried that other transactions are in the way of. */
const tries = 5

/** A batch that fails is tried root by root, so that one that cannot be read costs no other. */
async function importRoots(
  context: BatchContext,
  roots: readonly string[],
  triesLeft = tries,
): Promise<BatchResult> {
  if (roots.length === 0) return { composes: 0, jobs: 0, findings: [] }
  try {
    return await importBatch(context, roots)
  } catch (error) {
    const kind = failureKind(error)
    if (kind === 'transient' && triesLeft > 1) return importRoots(context, roots, triesLeft - 1)
    if (kind !== 'own') throw error
    if (roots.length === 1) return unreadable(roots, error)
  }
  const results: BatchResult[] = []
  for (const root of roots) results.push(await importRoots(context, [root]))
  return {
    composes: results.reduce((sum, one) => sum + one.composes, 0),
    jobs: results.reduce((sum, one) => sum + one.jobs, 0),
    findings: results.flatMap(({ findings }) => findings),
  }
}

function unreadable(roots: readonly string[], error: unknown): BatchResult {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    composes: 0,
    jobs: 0,
    findings: roots.map((id) => ({ id, what: 'unreadable', reason })),
  }
}
