import { isJobTypeName, jobTypes, storedType, wireType } from '@composer/contracts'
import type { ClaimedJob } from '@composer/jobqueue'
import { addToContext, canonicalUuid, HANDLED, type OperationHandler } from '@composer/service-kit'
import type { Response } from 'express'
import type { WorkerContext } from '../context.js'
import { refusal } from '../errors.js'

/** A long poll for one job of the caller's channel. 204: nothing came in time, ask again. */
export function requestJob(context: WorkerContext): OperationHandler {
  const { dispatcher, logger } = context
  return async ({ body, principal, res }) => {
    const { types, workerId } = readRequest(body as Record<string, unknown>)
    const waiting = dispatcher.wait({ channel: principal.channel, types, workerId })
    res.once('close', waiting.leave)
    const job = await waiting.job
    res.off('close', waiting.leave)
    if (!job) return { status: 204 }
    addToContext({ job_id: job.id })
    logger.info('Job handed out', { job_type: job.type, attempt: job.attempt, worker_id: workerId })
    deliver(context, job, res)
    return HANDLED
  }
}

/** Decoding is as loose as the workers': what is missing has its empty value. There are no jobs of unknown types. */
function readRequest(body: Record<string, unknown>): { types: string[]; workerId: string | null } {
  const { types = [], arch = '', worker_id: id } = body
  if (types !== null && !Array.isArray(types)) throw refusal(10)
  const names: unknown[] = types ?? []
  if (typeof arch !== 'string' || names.some((name) => typeof name !== 'string')) throw refusal(10)
  const workerId = readWorkerId(id)
  const wanted = (names as string[]).filter(isJobTypeName)
  if (wanted.some((name) => jobTypes[name].claimableBy === 'server')) throw refusal(15)
  return { types: wanted.map((name) => storedType(name, arch)), workerId }
}

function readWorkerId(id: unknown): string | null {
  if (id === undefined || id === null) return null
  if (typeof id !== 'string') throw refusal(10)
  const workerId = canonicalUuid(id)
  if (workerId === undefined) throw refusal(17)
  return workerId
}

/** Delivery is watched: a caller that is gone before the answer is flushed does not keep the job. */
function deliver({ basePath, dispatcher, logger }: WorkerContext, job: ClaimedJob, res: Response): void {
  const undo = () => {
    logger.warn('A job could not be delivered', { job_id: job.id, job_type: job.type })
    void dispatcher.giveBack(job)
  }
  if (res.destroyed || res.closed) {
    undo()
    return
  }
  res.once('close', () => {
    if (!res.writableFinished) undo()
  })
  res.status(201).type('application/json').send(renderJob(job, basePath))
}

/** Args and dependency results are copied in as the texts they are. */
export function renderJob(job: ClaimedJob, basePath: string): string {
  const location = `${basePath}/jobs/${job.token}`
  const head = JSON.stringify({
    href: `${basePath}/jobs`,
    id: job.id,
    kind: 'RequestJob',
    location,
    artifact_location: `${location}/artifacts/`,
    type: wireType(job.type),
    compose_id: job.composeId,
  })
  const dynamic = job.dynamicArgs.map((result) => result ?? 'null').join(',')
  const dynamicArgs = job.dynamicArgs.length > 0 ? `,"dynamic_args":[${dynamic}]` : ''
  return `${head.slice(0, -1)},"args":${job.args}${dynamicArgs}}`
}
