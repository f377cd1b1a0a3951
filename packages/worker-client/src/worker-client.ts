import type { WorkerClientOptions } from './client-options.js'
import { createJob } from './create-job.js'
import type { Job } from './job.js'
import { createTransport } from './transport.js'
import { WorkerApiError } from './worker-api-error.js'

const TIMEOUT_MS = 30_000

export interface WorkerClient {
  readonly arch: string
  /** Rejects when the worker API is not there or not well. */
  status(signal?: AbortSignal): Promise<void>
  /** Registers this worker and answers its id. */
  register(signal?: AbortSignal): Promise<string>
  /** Keeps a registration alive; `unknown`: register again. */
  sendWorkerStatus(workerId: string, signal?: AbortSignal): Promise<'known' | 'unknown'>
  /** One long poll: a job of one of these types, or undefined when the server has none for now (ask again at once). */
  requestJob(
    types: string[],
    options?: { workerId?: string | undefined; signal?: AbortSignal },
  ): Promise<Job | undefined>
  /** Closes all connections; calls in flight fail. */
  close(): Promise<void>
}

/** A client of the worker API v1. Opens no connection before the first call. */
export function createWorkerClient(options: WorkerClientOptions): WorkerClient {
  const transport = createTransport(options)
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS

  return {
    arch: options.arch,

    async status(signal) {
      const { status, text } = await transport.send({ method: 'GET', path: 'status', signal, timeoutMs })
      if (status !== 200) throw new WorkerApiError('GET status', status, text)
    },

    async register(signal) {
      const json = JSON.stringify({ arch: options.arch })
      const { status, text } = await transport.send({
        method: 'POST',
        path: 'workers',
        json,
        signal,
        timeoutMs,
      })
      if (status !== 201) throw new WorkerApiError('POST workers', status, text)
      const { worker_id: workerId } = JSON.parse(text) as { worker_id?: unknown }
      if (typeof workerId !== 'string') throw new TypeError('POST workers was answered without a worker_id')
      return workerId
    },

    async sendWorkerStatus(workerId, signal) {
      const path = `workers/${encodeURIComponent(workerId)}/status`
      const { status, text } = await transport.send({ method: 'POST', path, json: '', signal, timeoutMs })
      if (status === 200) return 'known'
      if (status === 400) return 'unknown'
      throw new WorkerApiError('POST workers/{id}/status', status, text)
    },

    async requestJob(types, { workerId, signal } = {}) {
      const json = JSON.stringify({ types, arch: options.arch, worker_id: workerId })
      const { status, text } = await transport.send({ method: 'POST', path: 'jobs', json, signal })
      if (status === 204) return undefined
      if (status !== 201) throw new WorkerApiError('POST jobs', status, text)
      return createJob(transport, text, timeoutMs)
    },

    close: () => transport.close(),
  }
}
