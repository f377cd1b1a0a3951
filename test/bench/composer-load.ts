import autocannon from 'autocannon'
import type { JobQueue } from '@composer/jobqueue'
import { cpuSecondsOf } from './cpu.js'

const composerBase = '/api/image-builder-composer/v2'
export const connections = 16

export const composeRequest = JSON.stringify({
  distribution: 'centos-9',
  image_request: {
    architecture: 'x86_64',
    image_type: 'guest-image',
    repositories: [{ baseurl: 'https://repo.example.com/os/', rhsm: false }],
    upload_options: { region: 'us-east-1' },
  },
})

export interface Target {
  name: string
  url: string
  /** The process that answers. */
  pid: number
  body?: string
}

/** The requests that composer-api is measured with, against a constant answer through the same stack. */
export async function composerTargets(
  { url, pid }: { url: string; pid: number },
  queue: JobQueue,
  resultBytes: readonly number[],
): Promise<[Target, ...Target[]]> {
  const targets: [Target, ...Target[]] = [
    { name: 'constant answer (GET /errors/15)', url: `${url}${composerBase}/errors/15`, pid },
  ]
  for (const bytes of resultBytes) {
    const id = await finishedCompose(url, queue, bytes)
    targets.push({
      name: `GET status, ${bytes < 2 ** 20 ? `${bytes / 2 ** 10} KiB` : `${bytes / 2 ** 20} MiB`} result`,
      url: `${url}${composerBase}/composes/${id}`,
      pid,
    })
  }
  targets.push({ name: 'POST /compose', url: `${url}${composerBase}/compose`, pid, body: composeRequest })
  return targets
}

export interface Load {
  perSecond: number
  p50: number
  p99: number
  /** Milliseconds of the process for each request. */
  cpu: number
}

/** @throws Error for any answer that is no success */
export async function load(
  { url, pid, body }: Target,
  extent: { duration: number } | { amount: number },
): Promise<Load> {
  const before = await cpuSecondsOf(pid)
  const result = await autocannon({
    url,
    connections,
    ...extent,
    ...(body ? { method: 'POST' as const, body, headers: { 'content-type': 'application/json' } } : {}),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were no success`)
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpu: (((await cpuSecondsOf(pid)) - before) * 1000) / result.requests.total,
  }
}

export async function postCompose(url: string): Promise<string> {
  const response = await fetch(`${url}${composerBase}/compose`, {
    method: 'POST',
    body: composeRequest,
    headers: { 'content-type': 'application/json' },
  })
  if (response.status !== 201) throw new Error(`POST /compose was answered ${response.status}`)
  return ((await response.json()) as { id: string }).id
}

/** Posts a compose and finishes its jobs through the queue; the build's result has about `bytes` bytes of log. */
async function finishedCompose(url: string, queue: JobQueue, bytes: number): Promise<string> {
  const id = await postCompose(url)
  for (const type of ['image-builder-manifest', 'osbuild:x86_64']) {
    const [job] = await queue.claim({ channel: '', types: [type], workers: [null] })
    if (!job) throw new Error(`No ${type} job to finish`)
    const log = 'x'.repeat(type.startsWith('osbuild') ? bytes : 16)
    const answer = await queue.finish({
      token: job.token,
      channel: '',
      result: JSON.stringify({ success: true, osbuild_output: { success: true, log } }),
      outcome: { success: true },
      failed: false,
    })
    if (answer !== 'finished') throw new Error(`The result of ${type} was answered '${answer}'`)
  }
  return id
}
