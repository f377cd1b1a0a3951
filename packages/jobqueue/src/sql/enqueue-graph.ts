import type { Knex } from 'knex'
import { UnknownDependencyError } from '../errors.js'
import type { NewGraph } from '../types.js'
import { run } from './run.js'
import { textArray } from './text-array.js'

export interface GraphEdge {
  jobId: string
  position: number
  dependencyId: string
  failureResult: string | null
}

/**
 * Stores a compose with its jobs and edges in one transaction. Safe to repeat when the answer was lost: the ids come
 * from this process, so a stored compose with these ids is this one.
 */
export async function enqueueGraph(
  db: Knex,
  composeId: string,
  graph: NewGraph,
  ids: string[],
  edges: GraphEdge[],
): Promise<{ composeId: string; answer: 'new' | 'replay' | 'conflict' }> {
  const rows = await run<{ compose_id: string; answer: 'new' | 'replay' | 'conflict' }>(
    db,
    'enqueue-compose',
    `SELECT * FROM enqueue_compose($1, $2, $3, $4, $5, $6, $7, make_interval(secs => $8::double precision),
       $9::uuid[], $10::text[], $11::text[], $12::boolean[], $13::boolean[], $14::text[],
       $15::uuid[], $16::integer[], $17::uuid[], $18::text[])`,
    [
      composeId,
      graph.channel,
      graph.kind,
      graph.request,
      graph.externalId ?? null,
      graph.idempotency?.key ?? null,
      graph.idempotency?.fingerprint ?? null,
      graph.retentionSeconds,
      ids,
      graph.jobs.map((job) => job.type),
      textArray(graph.jobs.map((job) => job.args)),
      graph.jobs.map((job) => job.awaited ?? false),
      graph.jobs.map((job) => job.confidential ?? false),
      graph.jobs.map((job) => job.role),
      edges.map((edge) => edge.jobId),
      edges.map((edge) => edge.position),
      edges.map((edge) => edge.dependencyId),
      edges.map((edge) => edge.failureResult),
    ],
    { repeatable: true },
  ).catch((error: { code?: string; detail?: string }) => {
    if (error.code === 'JQ001') throw new UnknownDependencyError(error.detail ?? '')
    throw error
  })
  const [row] = rows
  if (!row) throw new Error('enqueue_compose answered nothing')
  return { composeId: row.compose_id, answer: row.compose_id === composeId ? 'new' : row.answer }
}
