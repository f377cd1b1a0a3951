import { randomUUID } from 'node:crypto'
import { Agent, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { createArtifactStore, type ArtifactStore } from '@composer/artifact-store'
import { createJobQueue, type JobQueue, type NewJob } from '@composer/jobqueue'
import { createServiceHome, expectDocumented, type TestDatabase } from '@composer/testkit'
import { createWorkerApi } from '@composer/worker-api'
import { rawRequest } from './raw-request.js'

export const BASE = '/api/image-builder-worker/v1'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  body: any // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it by path
}

export interface CallOptions {
  /** A string or a Buffer is sent as it is, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string | string[]>
}

/** The whole service over a database of its own; every answer is held against the OpenAPI document. */
export interface TestWorkerApi {
  queue: JobQueue
  database: TestDatabase
  artifacts: ArtifactStore
  artifactsUrl: string
  publicUrl: string
  internalUrl: string
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** Enqueues one job without dependencies; answers its id. */
  enqueue(type?: string, job?: Partial<NewJob>): Promise<string>
  /** POST /jobs for these types. */
  request(...types: string[]): Promise<Answer>
  /** Enqueues a job and takes it; answers its token and id. */
  running(type?: string): Promise<{ token: string; id: string }>
  /** Resolves when so many requests for a job wait. */
  untilWaiting(count: number): Promise<void>
  /** Makes every lease stale and lets the watchdog see it. */
  loseWorkers(): Promise<void>
  clear(): Promise<void>
  stop(): Promise<boolean>
}

export async function startWorkerApi(env: Record<string, string> = {}): Promise<TestWorkerApi> {
  const home = await createServiceHome()
  const { database, artifactsUrl } = home
  const service = await createWorkerApi({ ...home.environment, REQUEST_JOB_TIMEOUT_SECONDS: '1', ...env })
  const artifacts = await createArtifactStore({ url: artifactsUrl, durable: false })
  if (!artifacts) throw new Error('no artifact store')
  const queue = createJobQueue({ db: database.db })

  const agent = new Agent({ keepAlive: true })
  const call: TestWorkerApi['call'] = async (method, path, { body, headers = {} } = {}) => {
    const { status, text, ...answer } = await rawRequest(service.publicUrl, {
      method,
      path: BASE + path,
      agent,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isSent(body) ? body : JSON.stringify(body) }),
    }).answer
    expectDocumented('worker', method, path, { status, text, ...answer })
    return { status, text, body: parsed(text), ...answer }
  }
  const enqueue: TestWorkerApi['enqueue'] = async (type = 'depsolve', job = {}) => {
    const { composeId } = await queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [{ ref: 'job', type, role: 'build', args: '{}', dependsOn: [], ...job }],
    })
    return composeId
  }
  const request: TestWorkerApi['request'] = (...types) =>
    call('POST', '/jobs', { body: { types, arch: 'x86_64' } })

  return {
    queue,
    database,
    artifacts,
    artifactsUrl,
    publicUrl: service.publicUrl,
    internalUrl: service.internalUrl,
    call,
    enqueue,
    request,
    async running(type = 'depsolve') {
      await enqueue(type)
      const { body } = await request(type.split(':')[0] ?? type)
      return { token: String(body.location).split('/').at(-1) ?? '', id: body.id as string }
    },
    untilWaiting: (count) => untilMetric(service.internalUrl, 'image_builder_worker_waiting_polls', count),
    async loseWorkers() {
      await database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '10 minutes'`)
      await queue.reap(100)
    },
    clear: () => database.db.raw('TRUNCATE composes, jobs, job_leases, workers CASCADE'),
    async stop() {
      const clean = await service.stop()
      agent.destroy()
      artifacts.close()
      await home.remove()
      return clean
    },
  }
}

/** Asks again and again, until a metric without labels has the value. */
export async function untilMetric(internalUrl: string, name: string, value: number): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${internalUrl}/metrics`)).text()
    if (text.split('\n').includes(`${name} ${value}`)) return
    // A scrape is work: the service must get to what is waited for.
    await pause(20)
  }
}

export const unknownToken = (): string => randomUUID()

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isSent = (body: unknown): body is string | Buffer | AsyncIterable<Buffer> =>
  typeof body === 'string' ||
  (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) ||
  Buffer.isBuffer(body)
