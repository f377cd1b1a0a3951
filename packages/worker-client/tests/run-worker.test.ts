import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  createWorkerClient,
  type Handler,
  JobCancelledError,
  JobError,
  JobLostError,
  runWorker,
  type RunningWorker,
} from '../src/index.js'
import {
  BASE,
  type FakeServer,
  JOB_PATH,
  type ReceivedCall,
  requestedJob,
  startFakeServer,
} from './fake-worker-api.js'

describe('a running worker', () => {
  let api: FakeServer
  let worker: RunningWorker
  let jobs: unknown[]
  let heartbeat: { status: number; json?: unknown }
  beforeEach(async () => {
    jobs = [requestedJob()]
    heartbeat = { status: 200, json: { canceled: false } }
    api = await startFakeServer()
    api.answer = (call) => {
      if (call.path === `${BASE}/workers`) return { status: 201, json: { worker_id: 'w-1' } }
      if (call.path === `${BASE}/jobs`) return jobs.length > 0 ? { status: 201, json: jobs.shift() } : 'never'
      if (call.method === 'GET') return heartbeat
      return { status: 200 }
    }
  })
  afterEach(async () => {
    await worker.kill()
    await api.close()
  })

  const start = (osbuild: Handler) => {
    const client = createWorkerClient({ url: api.url, arch: 'x86_64' })
    worker = runWorker({
      client,
      handlers: { osbuild },
      heartbeatMs: 5,
      progressMs: 5,
      statusMs: 5,
      retryMs: 1,
    })
    void worker.done.finally(() => client.close())
  }
  const isReport = ({ method, path, body }: ReceivedCall) =>
    method === 'PATCH' && path === JOB_PATH && body.startsWith('{"result"')
  const isPoll = ({ path }: ReceivedCall) => path === `${BASE}/jobs`
  const reported = async () => (JSON.parse((await api.received(isReport)).body) as { result: unknown }).result
  const polls = () => api.calls.filter(isPoll)

  it('registers, takes a job, reports its result and asks for the next', async () => {
    jobs.push(requestedJob())
    start(async (job) => ({ done: job.type }))

    expect(await reported()).toEqual({ done: 'osbuild' })
    await api.received((call) => isPoll(call) && polls().length === 3)
    expect(api.calls[0]?.path).toBe(`${BASE}/workers`)
    expect(JSON.parse(polls()[0]?.body ?? '')).toMatchObject({ types: ['osbuild'], worker_id: 'w-1' })
  })

  it('reports a thrown job error with its number', async () => {
    start(async () => {
      throw new JobError(8, 'no manifest', { line: 1 })
    })

    expect(await reported()).toEqual({ job_error: { id: 8, reason: 'no manifest', details: { line: 1 } } })
  })

  it('reports anything else that is thrown as error 37', async () => {
    start(async () => {
      throw new Error('surprise')
    })

    expect(await reported()).toEqual({ job_error: { id: 37, reason: 'surprise' } })
  })

  it('sends heartbeats and progress while the handler works', async () => {
    let finish = () => {}
    start(async (_, { progress }) => {
      progress({ message: 'half', done: 1, total: 2 })
      await new Promise<void>((resolve) => (finish = resolve))
      return {}
    })

    await api.received(({ method, path }) => method === 'GET' && path === JOB_PATH)
    const { body } = await api.received(({ body: sent }) => sent.startsWith('{"partial"'))
    finish()

    expect(JSON.parse(body)).toEqual({ partial: { progress: { message: 'half', done: 1, total: 2 } } })
    await api.received(isReport)
  })

  it.each([
    ['cancelled', { status: 200, json: { canceled: true } }, JobCancelledError],
    ['lost', { status: 404 }, JobLostError],
  ] as const)('aborts the handler of a %s job and reports nothing', async (_, answer, reason) => {
    heartbeat = answer
    const aborted = new Promise<unknown>((resolve) => {
      start(async (__, { signal }) => {
        await new Promise((end) => signal.addEventListener('abort', end))
        resolve(signal.reason)
        throw new Error('stopped in the middle')
      })
    })

    expect(await aborted).toBeInstanceOf(reason)
    await api.received((call) => isPoll(call) && polls().length === 2)
    expect(api.calls.filter(isReport)).toEqual([])
  })

  it('finishes and reports its job before it stops', async () => {
    let finish = () => {}
    start(async () => {
      await new Promise<void>((resolve) => (finish = resolve))
      return { complete: true }
    })
    await api.received(({ method, path }) => method === 'GET' && path === JOB_PATH)

    const stopped = worker.stop()
    finish()
    await stopped

    expect(await reported()).toEqual({ complete: true })
    expect(polls()).toHaveLength(1)
  })

  it('leaves a long poll at once when it stops', async () => {
    jobs = []
    start(async () => ({}))
    await api.received(isPoll)

    await worker.stop()

    expect(polls()).toHaveLength(1)
  })

  it('gives its job up without a report when it is killed', async () => {
    start(async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return {}
    })
    await api.received(({ method, path }) => method === 'GET' && path === JOB_PATH)

    await worker.kill()

    expect(api.calls.filter(isReport)).toEqual([])
  })

  const isRelease = ({ method, path }: ReceivedCall) => method === 'POST' && path === `${JOB_PATH}/release`
  const untilAborted: Handler = async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return {}
  }

  it('tells the server which job it gives up when it releases', async () => {
    const works = api.answer
    api.answer = (call) => (isRelease(call) ? { status: 204 } : works(call))
    start(untilAborted)
    await api.received(({ method, path }) => method === 'GET' && path === JOB_PATH)

    await worker.release()

    expect(api.calls.filter(isReport)).toEqual([])
    expect(api.calls.filter(isRelease)).toHaveLength(1)
  })

  it('releases nothing that was reported, nor when it is killed', async () => {
    start(async () => ({ fine: true }))
    await reported()
    await api.received((call) => isPoll(call) && polls().length > 1)
    await worker.release()
    jobs.push(requestedJob())
    start(untilAborted)
    await api.received(({ method, path }) => method === 'GET' && path === JOB_PATH)
    await worker.kill()

    expect(api.calls.filter(isRelease)).toEqual([])
  })

  it('asks again after a failed request for a job', async () => {
    const works = api.answer
    let failures = 2
    api.answer = (call) => (isPoll(call) && failures-- > 0 ? { status: 500 } : works(call))
    start(async () => ({ fine: true }))

    expect(await reported()).toEqual({ fine: true })
  })

  it('registers again when the server no longer knows it', async () => {
    jobs = []
    const works = api.answer
    api.answer = (call) => (call.path.endsWith('/status') ? { status: 400 } : works(call))
    start(async () => ({}))

    await api.received(() => api.calls.filter(({ path }) => path === `${BASE}/workers`).length === 2)
  })

  it('refuses types without a handler', () => {
    start(async () => ({}))
    const client = createWorkerClient({ url: api.url, arch: 'x86_64' })

    expect(() => runWorker({ client, handlers: {}, types: ['depsolve'] })).toThrow('no handler for: depsolve')
  })
})
