import type { Knex } from 'knex'
import type { ChildAnswer, NewChild } from '../types.js'
import { run } from './run.js'

interface ChildRow {
  answer: ChildAnswer['answer']
  id: string | null
  state: string | null
}

/**
 * Stores a child of the running attempt with this token, or finds the child that was stored before. It is therefore
 * safe to repeat when the answer was lost.
 */
export async function enqueueChildJob(
  db: Knex,
  id: string,
  child: NewChild,
  digest: Buffer,
  most: number,
): Promise<ChildAnswer> {
  const [row] = await run<ChildRow>(
    db,
    'enqueue-child',
    'SELECT * FROM enqueue_child($1, $2, $3::text[], $4, $5, $6, $7, $8, $9, $10)',
    [
      child.token,
      child.channel,
      child.parentTypes,
      id,
      child.type,
      child.role,
      child.args,
      digest,
      child.confidential ?? false,
      most,
    ],
    { repeatable: true },
  )
  if (!row) throw new Error('enqueue_child answered nothing')
  return row as ChildAnswer
}
