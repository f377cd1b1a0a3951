import { createComposerApi } from '@composer/composer-api'
import { createJobQueue, type ClaimedJob, type JobQueue, type NewGraph } from '@composer/jobqueue'
import { digestResult } from '@composer/contracts'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import pg from 'pg'

/** composer-api with the console, over a database of its own; the tests play the workers themselves. */
export interface ConsoleStack {
  url: string
  database: TestDatabase
  queue: JobQueue
  /** Runs a statement beside the database: on another one of the same server. */
  server(statement: string): Promise<void>
  stop(): Promise<void>
}

export async function startConsole(): Promise<ConsoleStack> {
  const database = await createTestDatabase()
  const service = await createComposerApi({
    DATABASE_URL: database.url,
    PORT: '0',
    INTERNAL_PORT: '0',
    AUTH_MODE: 'none',
    ARTIFACTS_URL: 'none',
    LOG_LEVEL: 'error',
    CONSOLE: 'full',
    CONSOLE_DEFAULT_ACTOR: 'alice',
  })
  return {
    url: `${service.internalUrl}/console`,
    database,
    queue: createJobQueue({ db: database.db }),
    async server(statement) {
      const url = new URL(database.url)
      url.pathname = '/postgres'
      const client = new pg.Client(url.href)
      await client.connect()
      try {
        await client.query(statement)
      } finally {
        await client.end()
      }
    },
    async stop() {
      await service.stop()
      await database.drop()
    },
  }
}

export const channel = 'org-a'

/** A manifest and the build that needs it. */
export const image = (more: Partial<NewGraph> = {}): NewGraph => ({
  channel,
  kind: 'image',
  jobs: [
    { ref: 'manifest', type: 'image-builder-manifest', role: 'manifest', args: '{"Args":{}}', dependsOn: [] },
    {
      ref: 'build',
      type: 'osbuild:x86_64',
      role: 'build',
      args: '{"targets":[]}',
      dependsOn: [{ ref: 'manifest' }],
    },
  ],
  request: JSON.stringify({ distribution: 'fedora-43', image_request: { image_type: 'guest-image' } }),
  retentionSeconds: 86_400,
  ...more,
})

export async function claim(queue: JobQueue, type: string, lane = channel): Promise<ClaimedJob> {
  const [job] = await queue.claim({ channel: lane, types: [type], workers: [null] })
  if (!job) throw new Error(`No ${type} job is ready`)
  return job
}

export const succeed = (queue: JobQueue, { token }: ClaimedJob, result = '{"success":true}') =>
  queue.finish({ token, channel, result, outcome: { success: true }, failed: false })

/** Reports a result as worker-api would: with its digest. */
export async function report(queue: JobQueue, { token, type }: ClaimedJob, result: object): Promise<void> {
  const text = JSON.stringify(result)
  const { outcome, failed } = digestResult(type, Buffer.from(text))
  await queue.finish({ token, channel, result: text, outcome, failed })
}

const pipelineNames = { build: ['build'], payload: ['os'] }

/** Of a manifest job that knows what is in the image. */
export const manifestResult = {
  data: { version: '2', pipelines: [] },
  error: '',
  info: { osbuild_composer_version: 'v150', pipeline_names: pipelineNames },
  sbom_docs: {
    build: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3', name: 'build root' } },
    os: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3', name: 'image' } },
  },
}

/** Of a build whose image is kept here. */
export const buildResult = {
  success: true,
  osbuild_output: {
    success: true,
    type: 'result',
    log: {
      build: [{ type: 'org.osbuild.rpm', output: 'Preparing packages...\nglibc-2.40-1.x86_64' }],
      os: [
        { type: 'org.osbuild.users', output: 'user created' },
        { type: 'org.osbuild.grub2', output: 'installed' },
      ],
    },
    metadata: { os: { 'org.osbuild.rpm': { packages: [rpm('bash', '5.3'), rpm('<i>kernel</i>', '6.12')] } } },
  },
  target_results: [
    {
      name: 'org.osbuild.worker.server',
      options: { artifact_relative_path: 'disk.qcow2' },
      osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
    },
    { name: 'org.osbuild.aws', options: { ami: 'ami-0123456789', region: 'eu-central-1' } },
  ],
  upload_status: 'success',
  pipeline_names: pipelineNames,
  host_os: 'centos-9',
  arch: 'x86_64',
}

function rpm(name: string, version: string) {
  return { name, version, release: '1.fc43', epoch: null, arch: 'x86_64', sigmd5: '00' }
}

/** Of a build that failed in one of its stages. */
export const failedBuildResult = {
  ...buildResult,
  success: false,
  target_results: [],
  osbuild_output: {
    success: false,
    type: 'result',
    log: {
      build: [{ type: 'org.osbuild.rpm', output: 'Preparing packages...' }],
      os: [{ type: 'org.osbuild.grub2', output: 'no space left on device', success: false }],
    },
  },
  job_error: {
    id: 10,
    reason: 'osbuild build failed',
    details: ['os: org.osbuild.grub2: no space left on device'],
  },
}

export const fail = (queue: JobQueue, { token }: ClaimedJob, reason = 'osbuild build failed') =>
  queue.finish({
    token,
    channel,
    result: JSON.stringify({ job_error: { id: 10, reason } }),
    outcome: { job_error: { id: 10, reason } },
    failed: true,
  })
