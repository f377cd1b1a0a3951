import { argsFault, jobTypes } from '@composer/contracts'
import { waitForFinish, type JobState } from '@composer/jobqueue'
import { firstValue } from '@composer/raw-json'
import { addToContext } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, misfit, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { laneOf, makerTypes } from './lane-of.js'

/**
 * Enqueues a depsolve job as a child of the given job, for the workers of the same tenant, and waits until the child
 * ends, at most for the timeout of RequestJob. A repeated request with the same body waits for the same child.
 */
export function depsolveForJob(context: WorkerContext): Handler<'DepsolveForJob'> {
  const { queue, listener, settings, stopping } = context
  const timeoutMs = settings.REQUEST_JOB_TIMEOUT_SECONDS * 1000
  return async ({ params, principal, body, rawBody, signal }) => {
    const token = tokenOf(params)
    const channel = await laneOf(context, principal, token, 1003)
    const child = await enqueue(context, token, channel, body, rawBody)
    addToContext({ job_id: child.id })
    if (!hasEnded(child.state)) {
      const wait = (either: AbortSignal) =>
        waitForFinish(queue, listener, { ...child, channel }, { timeoutMs, signal: either })
      await untilEither([signal, stopping.signal], wait).catch(failAs(1005))
    }
    const state = hasEnded(child.state) ? child.state : await stateOf(context, child.id, channel)
    const href = `${context.basePath}/jobs/${token}/depsolve`
    const answer = { href, id: child.id, kind: 'DepsolveJob', state }
    if (!hasEnded(state)) return { status: 202, body: answer }
    if (state === 'cancelled') return { status: 200, body: answer }
    return { status: 200, jsonText: withResult(context, JSON.stringify(answer), child.id) }
  }
}

interface Child {
  id: string
  state: JobState
}

const hasEnded = (state: JobState): boolean => state === 'finished' || state === 'cancelled'

/**
 * Enqueues the child, or finds the one that an earlier request with the same body has enqueued.
 * @throws errors 5, 6, 10, 409, 1005
 */
async function enqueue(
  { queue }: WorkerContext,
  token: string,
  channel: string,
  body: unknown,
  rawBody: Buffer,
): Promise<Child> {
  const fault = argsFault('depsolve', body)
  if (fault !== undefined) throw misfit(fault)
  const { start, end } = firstValue(rawBody)
  const child = await queue
    .enqueueChild({
      token,
      channel,
      parentTypes: makerTypes,
      type: 'depsolve',
      role: 'solve',
      args: rawBody.subarray(start, end),
      confidential: jobTypes.depsolve.confidential,
    })
    .catch(failAs(1005))
  switch (child.answer) {
    case 'child':
      return child
    case 'unknown':
      throw refusal(5)
    case 'not-running':
      throw refusal(6)
    case 'too-many':
      throw refusal(409)
  }
}

/**
 * Runs `work` with a signal that aborts when one of the signals does. `AbortSignal.any` would leak memory with each
 * call, because one of the signals lives as long as the service.
 */
async function untilEither<T>(signals: AbortSignal[], work: (either: AbortSignal) => Promise<T>): Promise<T> {
  const either = new AbortController()
  const abort = () => either.abort()
  if (signals.some(({ aborted }) => aborted)) abort()
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true })
  try {
    return await work(either.signal)
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort)
  }
}

/** The current state of a child. One that no longer exists was deleted with its compose, and counts as cancelled. */
async function stateOf({ queue }: WorkerContext, id: string, channel: string): Promise<JobState> {
  const graph = await queue.readGraph(id, channel).catch(failAs(1005))
  return graph?.jobs.find((job) => job.id === id)?.state ?? 'cancelled'
}

/**
 * The answer with the stored result inserted.
 * @throws Error when the result was deleted in the meantime; the connection is then closed in the middle of the answer
 */
async function* withResult({ queue }: WorkerContext, head: string, id: string): AsyncIterable<string> {
  let characters = 0
  yield `${head.slice(0, -1)},"result":`
  for await (const part of queue.streamResult(id)) {
    characters += part.length
    yield part
  }
  if (characters === 0) throw new Error(`The result of job ${id} is gone`)
  yield '}'
}
