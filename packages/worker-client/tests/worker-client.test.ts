import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  createWorkerClient,
  type Job,
  RawJson,
  type WorkerClient,
  WorkerApiError,
  type WorkerClientOptions,
} from '../src/index.js'
import { BASE, type FakeServer, JOB_PATH, requestedJob, startFakeServer } from './fake-worker-api.js'

describe('a worker client', () => {
  let api: FakeServer
  let client: WorkerClient
  const connect = (options: Partial<WorkerClientOptions> = {}) =>
    createWorkerClient({ url: api.url, arch: 'x86_64', ...options })
  beforeEach(async () => {
    api = await startFakeServer()
    client = connect()
  })
  afterEach(async () => {
    await client.close()
    await api.close()
  })

  const lastCall = () => api.calls.at(-1)
  const takeJob = async (overrides: Record<string, unknown> = {}): Promise<Job> => {
    api.answer = () => ({ status: 201, json: requestedJob(overrides) })
    const job = await client.requestJob(['osbuild'])
    if (!job) throw new Error('no job')
    return job
  }

  it('registers with its architecture and answers the id', async () => {
    api.answer = () => ({ status: 201, json: { worker_id: 'w-1' } })

    expect(await client.register()).toBe('w-1')
    expect(lastCall()).toMatchObject({ method: 'POST', path: `${BASE}/workers`, body: '{"arch":"x86_64"}' })
    expect(lastCall()?.headers['content-type']).toBe('application/json')
  })

  it.each([
    [200, 'known'],
    [400, 'unknown'],
  ] as const)('takes %i to a worker status for a %s worker', async (status, state) => {
    api.answer = () => ({ status })

    expect(await client.sendWorkerStatus('w-1')).toBe(state)
    expect(lastCall()?.path).toBe(`${BASE}/workers/w-1/status`)
  })

  it('asks for a job with types, architecture and worker id', async () => {
    api.answer = () => ({ status: 204 })

    expect(await client.requestJob(['depsolve', 'osbuild'], { workerId: 'w-1' })).toBeUndefined()
    expect(JSON.parse(lastCall()?.body ?? '')).toEqual({
      types: ['depsolve', 'osbuild'],
      arch: 'x86_64',
      worker_id: 'w-1',
    })
  })

  it('leaves the worker id out before it is registered', async () => {
    api.answer = () => ({ status: 204 })

    await client.requestJob(['osbuild'])

    expect(lastCall()?.body).toBe('{"types":["osbuild"],"arch":"x86_64"}')
  })

  it('gives the job with its args, dynamic args and exact text', async () => {
    const text = JSON.stringify(requestedJob({ dynamic_args: [null, { a: 1 }] })).replace(
      '"args":{}',
      '"args":{"seed":9223372036854775807}',
    )
    api.answer = () => ({ status: 201, raw: text })

    const job = await client.requestJob(['osbuild'])

    expect(job).toMatchObject({
      id: '0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa',
      type: 'osbuild',
      dynamicArgs: [null, { a: 1 }],
    })
    expect(job?.text).toContain('"seed":9223372036854775807')
  })

  it('waits for a job as long as the server does, whatever the time limit of short calls', async () => {
    await client.close()
    client = connect({ timeoutMs: 1 })
    let release = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    api.answer = async () => {
      await released
      return { status: 204 }
    }
    const poll = client.requestJob(['osbuild'])
    await api.received(({ path }) => path === `${BASE}/jobs`)

    await expect(client.status()).rejects.toThrow('timeout')
    release()

    expect(await poll).toBeUndefined()
  })

  it('ends a long poll when its signal fires', async () => {
    api.answer = () => 'never'
    const abort = new AbortController()
    const poll = expect(client.requestJob(['osbuild'], { signal: abort.signal })).rejects.toThrow('stopping')
    await api.received(({ path }) => path === `${BASE}/jobs`)

    abort.abort(new Error('stopping'))

    await poll
  })

  it('tells number and reason of a refused call', async () => {
    api.answer = () => ({
      status: 400,
      json: { code: 'IMAGE-BUILDER-WORKER-15', reason: 'Requested job type cannot be dequeued' },
    })

    const refused = client.requestJob(['manifest-id-only'])

    await expect(refused).rejects.toThrow(
      'POST jobs was answered 400: Requested job type cannot be dequeued (IMAGE-BUILDER-WORKER-15)',
    )
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'IMAGE-BUILDER-WORKER-15' })
  })

  it('tells the status of an answer that is no error object', async () => {
    api.answer = () => ({ status: 502, raw: '<html>' })

    await expect(client.status()).rejects.toThrow(new WorkerApiError('GET status', 502, ''))
  })

  it('refuses a job whose address is on another server', async () => {
    const job = await takeJob({ location: 'https://elsewhere.example.com/x' })

    await expect(job.heartbeat()).rejects.toThrow('another server')
  })

  it.each([
    [{ status: 200, json: { canceled: false } }, 'running'],
    [{ status: 200, json: { canceled: true } }, 'cancelled'],
    [{ status: 404 }, 'lost'],
  ] as const)('reads the heartbeat answer %j as %s', async (reply, state) => {
    const job = await takeJob()
    api.answer = () => reply

    expect(await job.heartbeat()).toBe(state)
    expect(lastCall()).toMatchObject({ method: 'GET', path: JOB_PATH })
  })

  it.each([
    [204, 'released'],
    [400, 'over'],
    [404, 'over'],
  ] as const)('reads %i to a release as %s', async (status, answer) => {
    const job = await takeJob()
    api.answer = () => ({ status })

    expect(await job.release()).toBe(answer)
    expect(lastCall()).toMatchObject({ method: 'POST', path: `${JOB_PATH}/release`, body: '' })
  })

  it('does not repeat a release that the server does not take', async () => {
    const job = await takeJob()
    api.answer = () => ({ status: 503 })
    const before = api.calls.length

    await expect(job.release()).rejects.toThrow(WorkerApiError)
    expect(api.calls).toHaveLength(before + 1)
  })

  it('sends progress as a partial result', async () => {
    const job = await takeJob()
    api.answer = () => ({ status: 200 })

    await job.sendProgress({ message: 'Building', done: 1, total: 2 })

    expect(lastCall()).toMatchObject({ method: 'PATCH', path: JOB_PATH })
    expect(lastCall()?.body).toBe('{"partial":{"progress":{"message":"Building","done":1,"total":2}}}')
  })

  it('uploads a stream under its percent-encoded name', async () => {
    const job = await takeJob()
    api.answer = () => ({ status: 200 })

    await job.upload('a b%.qcow2', async function* () {
      yield Buffer.from('image ')
      yield Buffer.from('bytes')
    })

    expect(lastCall()).toMatchObject({
      method: 'PUT',
      path: `${JOB_PATH}/artifacts/a%20b%25.qcow2`,
      body: 'image bytes',
    })
    expect(lastCall()?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
    })
  })

  it('uploads again, from the start, after lost connections and server errors', async () => {
    const job = await takeJob()
    const replies = ['hang up', { status: 503 }, { status: 200 }] as const
    let next = 0
    api.answer = () => replies[next++] ?? 'never'

    await job.upload('disk.qcow2', () => Readable.from([Buffer.from('image')]))

    expect(api.calls.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toStrictEqual([
      'image',
      'image',
      'image',
    ])
  })

  it.each([400, 404])('takes %i to an upload for its end', async (status) => {
    const job = await takeJob()
    api.answer = () => ({ status })

    await expect(job.upload('disk.qcow2', () => Readable.from([]))).rejects.toThrow(WorkerApiError)
  })

  it('reports a result, sending raw JSON as it is', async () => {
    const job = await takeJob()
    api.answer = () => ({ status: 200 })

    expect(
      await job.report({
        success: true,
        data: new RawJson('{"seed": 9223372036854775807}'),
        none: undefined,
      }),
    ).toBe('accepted')
    expect(lastCall()?.body).toBe('{"result":{"success":true,"data":{"seed": 9223372036854775807}}}')
  })

  it('reports again after lost connections and server errors, until it is answered', async () => {
    const job = await takeJob()
    const replies = ['hang up', { status: 503 }, { status: 429 }, { status: 200 }] as const
    let next = 0
    api.answer = () => replies[next++] ?? 'never'

    expect(await job.report({ success: true })).toBe('accepted')
    expect(next).toBe(4)
  })

  it.each([400, 404])('takes %i to a report for its end', async (status) => {
    const job = await takeJob()
    api.answer = () => ({ status })

    expect(await job.report({})).toBe('refused')
  })

  it('stops reporting when its signal fires', async () => {
    const job = await takeJob()
    api.answer = () => ({ status: 503 })
    const abort = new AbortController()
    const report = expect(job.report({}, abort.signal)).rejects.toThrow()
    await api.received(({ method }) => method === 'PATCH')

    abort.abort()

    await report
  })

  it('works below another base path', async () => {
    await client.close()
    client = connect({ basePath: '/api/worker/v1/' })
    api.answer = () => ({ status: 200 })

    await client.status()

    expect(lastCall()?.path).toBe('/api/worker/v1/status')
  })

  it('speaks over a unix socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'worker-client-'))
    const local = await startFakeServer({ path: join(folder, 'api.sock') })
    local.answer = () => ({ status: 200 })
    const overSocket = createWorkerClient({ url: local.url, arch: 'x86_64' })

    await overSocket.status()

    expect(local.calls[0]).toMatchObject({ path: `${BASE}/status`, headers: { host: 'localhost' } })
    await overSocket.close()
    await local.close()
    await rm(folder, { recursive: true })
  })
})
