import type { ApiClient } from './api-client.js'
import { sleep } from './virtual-user.js'

export interface WorkerOptions {
  client: ApiClient
  basePath: string
  /** How long a build takes; manifests take none. */
  workMs: number
  /** Ask for nothing more. */
  end: AbortSignal
  onJob(): void
}

interface RequestedJob {
  type: string
  location: string
  args?: { targets?: { name: string; osbuild_artifact: unknown }[] }
}

/** What a build worker does, without the build: long poll, heartbeats, progress, result. */
export async function runWorker({ client, basePath, workMs, end, onJob }: WorkerOptions): Promise<void> {
  const types = ['image-builder-manifest', 'osbuild']
  while (!end.aborted) {
    const answer = await client.call({
      name: 'POST /jobs (long poll)',
      method: 'POST',
      path: `${basePath}/jobs`,
      body: { types, arch: 'x86_64' },
      expect: [201, 204],
      signal: end,
    })
    if (answer === undefined) await sleep(200, end)
    if (answer?.status !== 201) continue
    const job = answer.body as RequestedJob
    if (job.type === 'osbuild') await build(client, job, workMs, end)
    const result = job.type === 'osbuild' ? osbuildResult(job) : manifestResult
    const reported = await client.call({
      name: 'PATCH /jobs/{token} (result)',
      method: 'PATCH',
      path: job.location,
      body: { result },
      expect: [200],
    })
    if (reported) onJob()
  }
}

async function build(
  client: ApiClient,
  { location }: RequestedJob,
  workMs: number,
  end: AbortSignal,
): Promise<void> {
  const steps = 2
  for (let done = 1; done <= steps; done += 1) {
    await sleep(workMs / steps, end)
    const partial = { progress: { message: 'building', done, total: steps } }
    await client.call({ name: 'GET /jobs/{token} (heartbeat)', method: 'GET', path: location, expect: [200] })
    await client.call({
      name: 'PATCH /jobs/{token} (progress)',
      method: 'PATCH',
      path: location,
      body: { partial },
      expect: [200],
    })
  }
}

const pipelines = { build: ['build'], payload: ['os', 'qcow2'] }

const manifestResult = {
  data: { version: '2', pipelines: [], sources: {} },
  info: { osbuild_composer_version: 'load test', pipeline_names: pipelines },
}

const buildLog = { os: [{ id: 'a', type: 'org.osbuild.rpm', output: 'installed\n', success: true }] }

const buildMetadata = {
  os: {
    'org.osbuild.rpm': {
      packages: [
        {
          name: 'vim',
          version: '9',
          release: '1',
          epoch: null,
          arch: 'x86_64',
          sigmd5: 'a',
          sigpgp: '',
          siggpg: '',
        },
      ],
    },
  },
}

const osbuildResult = ({ args }: RequestedJob) => ({
  success: true,
  osbuild_output: { type: 'result', success: true, log: buildLog, metadata: buildMetadata },
  arch: 'x86_64',
  host_os: 'load test',
  pipeline_names: pipelines,
  target_results: (args?.targets ?? []).map(({ name, osbuild_artifact }) => ({
    name,
    osbuild_artifact,
    options: { url: 'https://example.com/image.qcow2', ami: 'ami-0', region: 'us-east-1' },
  })),
})
