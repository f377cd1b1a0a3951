import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as newJobId } from 'uuid'
import { IdempotencyConflictError } from '../errors.js'
import { planEdges } from '../plan-edges.js'
import { enqueueChildJob } from '../sql/enqueue-child.js'
import { enqueueGraph } from '../sql/enqueue-graph.js'
import type { ChildAnswer, EnqueuedGraph, NewChild, NewGraph } from '../types.js'

/** Many more than a manifest has pipelines. Limits how much a faulty manifest maker can add to the lane of a tenant. */
const mostChildren = 100

/** Calls that store graphs and jobs. */
export function enqueueCalls(db: Knex) {
  return {
    /**
     * Stores a compose with all jobs of a plan and their dependencies, or nothing.
     * @throws UnknownDependencyError, IdempotencyConflictError, InvalidGraphError
     */
    async enqueue(graph: NewGraph): Promise<EnqueuedGraph> {
      const { composeId, ids, jobIds, edges } = planEdges(graph, newJobId)
      const stored = await enqueueGraph(db, composeId, graph, ids, edges)
      if (stored.answer === 'conflict') throw new IdempotencyConflictError(stored.composeId)
      if (stored.answer === 'replay') return { composeId: stored.composeId, jobIds: {}, replayed: true }
      return { composeId, jobIds: Object.fromEntries(jobIds), replayed: false }
    },

    /**
     * Stores a child job for a running attempt, or finds the child that was stored before: the same args give the same
     * child, also for a later attempt of the parent, unless that child failed or was cancelled before the attempt
     * asked. Unfinished children are cancelled when the parent ends, and kept when it is requeued.
     */
    enqueueChild: (child: NewChild): Promise<ChildAnswer> =>
      enqueueChildJob(db, newJobId(), child, createHash('sha256').update(child.args).digest(), mostChildren),
  }
}
