import type { Knex } from 'knex'
import { run } from './run.js'

/** The args of a job as exact JSON text; undefined when there is no such job. */
export async function readArgsText(db: Knex, jobId: string): Promise<string | undefined> {
  const [row] = await run<{ args: string }>(db, 'read-args', 'SELECT args FROM jobs WHERE id = $1', [jobId], {
    repeatable: true,
  })
  return row?.args
}

/** The redacted request of a compose as JSON text; undefined when there is none. */
export async function readRequestText(db: Knex, composeId: string): Promise<string | undefined> {
  const [row] = await run<{ request: string | null }>(
    db,
    'read-request',
    'SELECT request FROM composes WHERE id = $1',
    [composeId],
    { repeatable: true },
  )
  return row?.request ?? undefined
}

/**
 * `length` characters of the result of a finished job, from position `start` (1-based). Empty behind the end of the
 * text.
 */
export async function readResultPart(
  db: Knex,
  jobId: string,
  rejected: boolean,
  start: number,
  length: number,
): Promise<string> {
  const [row] = await run<{ part: string | null }>(
    db,
    'read-result-part',
    `SELECT substr(CASE WHEN $2 THEN coalesce(rejected_result, result) ELSE result END, $3, $4) AS part
     FROM jobs WHERE id = $1 AND state = 'finished'`,
    [jobId, rejected, start, length],
    { repeatable: true },
  )
  return row?.part ?? ''
}
