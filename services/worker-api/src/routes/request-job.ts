import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isJobTypeName, jobTypes, storedType, wireType, type JobType } from '@composer/contracts'
import type { ClaimedJob, LongResult } from '@composer/jobqueue'
import { rawList, rawObject } from '@composer/raw-json'
import { addToContext, canonicalUuid, HANDLED, type Principal } from '@composer/service-kit'
import type { Response } from 'express'
import type { WorkerContext } from '../context.js'
import {
  TooManyWaitingError,
  type Dispatcher,
  type Waiting,
  type WaitRequest,
} from '../dispatch/dispatcher.js'
import { misfit, refusal, tooMany } from '../errors.js'
import type { Handler } from './handler.js'
import { readArch } from './read-arch.js'
import { requestLimits, type RequestLimits } from './request-limits.js'

/**
 * A long poll for one job: of the caller's channel, or of any channel for a maker. 204: no job became ready before the
 * timeout, and the worker asks again.
 */
export function requestJob(context: WorkerContext): Handler<'RequestJob'> {
  const { dispatcher, logger } = context
  const limits = requestLimits()
  return async ({ body, principal, res }) => {
    const { types, workerId } = readRequest(body, principal.role, limits)
    const channel = principal.role === 'maker' ? null : principal.channel
    const waiting = beginToWait(dispatcher, { channel, types, workerId })
    res.once('close', waiting.leave)
    const job = await waiting.job
    res.off('close', waiting.leave)
    if (!job) return { status: 204 }
    addToContext({ job_id: job.id, channel: job.channel })
    logger.info('Job handed out', { job_type: job.type, attempt: job.attempt, worker_id: workerId })
    context.held.add(job)
    return deliver(context, job, res)
  }
}

/** Long enough for some waiting polls to end, and short enough that refused workers soon ask again. */
const retryAfterSeconds = 10

/** @throws error 429 */
function beginToWait(dispatcher: Dispatcher, request: WaitRequest): Waiting {
  try {
    return dispatcher.wait(request)
  } catch (error) {
    if (!(error instanceof TooManyWaitingError)) throw error
    throw tooMany('too many requests for a job of this tenant are waiting; try again later').withRetryAfter(
      retryAfterSeconds,
    )
  }
}

/** The roles that may ask for a job type, by its `claimableBy`. */
const claimants: Record<JobType['claimableBy'], readonly Principal['role'][]> = {
  workers: ['tenant', 'anyone'],
  makers: ['maker', 'anyone'],
  server: [],
}

/**
 * Reads the body as leniently as the reference does: a missing member has its empty value. Unknown types are ignored,
 * as there are no jobs of them.
 * @throws errors 10, 15, 17
 */
function readRequest(
  body: Record<string, unknown>,
  role: Principal['role'],
  limits: RequestLimits,
): { types: string[]; workerId: string | null } {
  const names = readTypes(body.types, limits)
  if (typeof (body.arch ?? '') !== 'string') throw misfit('arch must be a string')
  const workerId = readWorkerId(body.worker_id)
  const wanted = names.filter(isJobTypeName)
  if (!wanted.every((name) => claimants[jobTypes[name].claimableBy].includes(role))) throw refusal(15)
  const arch = readArch(body.arch, limits.archs)
  return { types: wanted.map((name) => storedType(name, arch)), workerId }
}

function readTypes(value: unknown, { maxTypes, maxTypeLength }: RequestLimits): string[] {
  const names: unknown = value ?? []
  if (!Array.isArray(names)) throw misfit('types must be an array')
  if (names.length > maxTypes) throw misfit(`types must have at most ${maxTypes} items`)
  const at = names.findIndex((name) => typeof name !== 'string' || name.length > maxTypeLength)
  if (at !== -1) throw misfit(`types[${at}] must be a string of at most ${maxTypeLength} characters`)
  return names as string[]
}

function readWorkerId(id: unknown): string | null {
  if (id === undefined || id === null) return null
  if (typeof id !== 'string') throw misfit('worker_id must be a string')
  const workerId = canonicalUuid(id)
  if (workerId === undefined) throw refusal(17)
  return workerId
}

/** Answers with the job. If the caller disconnects before the answer is sent, the job is given back to the queue. */
async function deliver(
  context: WorkerContext,
  job: ClaimedJob,
  res: Response,
): Promise<{ status: 201; jsonText: string } | typeof HANDLED> {
  const undo = () => {
    context.logger.warn('A job could not be delivered', { job_id: job.id, job_type: job.type })
    context.held.remove(job.token)
    void context.dispatcher.giveBack(job)
  }
  if (res.closed) {
    undo()
    return HANDLED
  }
  // `writableFinished` cannot be used: it is also true after a write that failed half-way.
  const { socket } = res
  let flushed = false
  res.once('finish', () => (flushed = socket?.destroyed === false))
  res.once('close', () => {
    if (!flushed) undo()
  })
  const parts = renderJob(job, context.basePath)
  const texts = parts.filter((part) => typeof part === 'string')
  if (texts.length === parts.length) return { status: 201, jsonText: texts.join('') }
  res.status(201).type('application/json')
  await sendLong(context, parts, res)
  return HANDLED
}

/**
 * Streams an answer with large results, one piece at a time. If a result cannot be read to its end, the connection is
 * closed, and `deliver` gives the job back.
 */
async function sendLong({ queue, logger }: WorkerContext, parts: Part[], res: Response): Promise<void> {
  async function* pieces() {
    for (const part of parts) {
      if (typeof part === 'string') yield part
      else yield* queue.streamResult(part.jobId)
    }
  }
  try {
    await pipeline(Readable.from(pieces(), { objectMode: false }), res)
  } catch (error) {
    logger.warn('A job with large results could not be sent completely', { error })
  }
}

type Part = string | LongResult

/** The answer in parts. Args and results of dependencies are inserted as the JSON texts that are stored. */
function renderJob(job: ClaimedJob, basePath: string): Part[] {
  const location = `${basePath}/jobs/${job.token}`
  const head = {
    href: `${basePath}/jobs`,
    id: job.id,
    kind: 'RequestJob',
    location,
    artifact_location: `${location}/artifacts/`,
    type: wireType(job.type),
    compose_id: job.composeId,
  }
  const results = job.dynamicArgs.map((result) => result ?? 'null')
  return rawObject<LongResult>(head, {
    args: job.args,
    ...(results.length > 0 && { dynamic_args: rawList(results) }),
  })
}
