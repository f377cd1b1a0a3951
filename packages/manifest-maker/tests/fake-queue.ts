import {
  BASE,
  type FakeServer,
  type ReceivedCall,
  startFakeServer,
} from '../../worker-client/tests/fake-worker-api.js'
import type { JobArgs } from './recordings.js'

type Reply = Awaited<ReturnType<FakeServer['answer']>>

export interface FakeQueue {
  server: FakeServer
  /** Hands out a manifest job; its token is its name. */
  enqueue(token: string, args: object, dynamicArgs?: unknown[]): void
  /** Answers requests to solve packages; default: they stay open. */
  onDepsolve: (token: string, args: JobArgs) => Reply | Promise<Reply>
  /** What the heartbeats of a job are told. */
  cancelled: Set<string>
  /** The reported result of a job, as JSON text; waits for it. */
  report(token: string): Promise<string>
  depsolveCalls(token: string): JobArgs[]
  /** What a maker that gives a job back is told; 204 puts the job back. */
  onRelease: (token: string) => Reply
}

/** A worker-api with manifest jobs to hand out, over real HTTP on loopback. */
export async function startFakeQueue(): Promise<FakeQueue> {
  const server = await startFakeServer()
  const ready: Record<string, unknown>[] = []
  const jobs = new Map<string, Record<string, unknown>>()
  const polls: (() => void)[] = []
  const queue: FakeQueue = {
    server,
    enqueue(token, args, dynamicArgs) {
      const job = {
        href: `${BASE}/jobs`,
        id: `job-${token}`,
        kind: 'RequestJob',
        location: `${BASE}/jobs/${token}`,
        artifact_location: `${BASE}/jobs/${token}/artifacts/`,
        type: 'manifest-id-only',
        args,
        ...(dynamicArgs && { dynamic_args: dynamicArgs }),
      }
      jobs.set(token, job)
      ready.push(job)
      polls.shift()?.()
    },
    onDepsolve: () => 'never',
    onRelease: (token) => {
      // Wakes nobody: the requests that wait are those of the maker that goes.
      ready.push(jobs.get(token) ?? {})
      return { status: 204 }
    },
    cancelled: new Set(),
    async report(token) {
      const call = await server.received(isReportOf(token))
      return call.body.replace(/^\{"result":/, '').slice(0, -1)
    },
    depsolveCalls: (token) =>
      server.calls
        .filter(({ path }) => path === `${BASE}/jobs/${token}/depsolve`)
        .map(({ body }) => JSON.parse(body) as JobArgs),
  }
  server.answer = async (call) => {
    const [, token = '', rest] = /\/jobs\/([^/]+)(\/depsolve|\/release)?$/.exec(call.path) ?? []
    if (call.path === `${BASE}/jobs`) return handOut()
    if (rest === '/release') return queue.onRelease(token)
    if (rest) return queue.onDepsolve(token, JSON.parse(call.body) as JobArgs)
    if (call.method === 'GET' && token) return { status: 200, json: { canceled: queue.cancelled.has(token) } }
    if (call.path === `${BASE}/workers`) return { status: 201, json: { worker_id: 'w' } }
    return { status: 200, json: {} }
  }
  const handOut = async (): Promise<Reply> => {
    if (ready.length === 0) await new Promise<void>((resolve) => polls.push(resolve))
    const job = ready.shift()
    return job ? { status: 201, json: job } : { status: 204 }
  }
  return queue
}

const isReportOf = (token: string) => (call: ReceivedCall) =>
  call.method === 'PATCH' && call.path === `${BASE}/jobs/${token}`

/** The answer of worker-api when the child has ended with this result. */
export const finished = (result: unknown): Reply => ({
  status: 200,
  raw: `{"href":"/x","id":"child","kind":"DepsolveJob","state":"finished","result":${typeof result === 'string' ? result : JSON.stringify(result)}}`,
})

export const notYet: Reply = {
  status: 202,
  json: { href: '/x', id: 'child', kind: 'DepsolveJob', state: 'running' },
}
