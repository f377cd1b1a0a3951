import { createComposerApi } from '@composer/composer-api'
import { createJobQueue, type ClaimedJob, type JobQueue, type NewGraph } from '@composer/jobqueue'
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

export const fail = (queue: JobQueue, { token }: ClaimedJob, reason = 'osbuild build failed') =>
  queue.finish({
    token,
    channel,
    result: JSON.stringify({ job_error: { id: 10, reason } }),
    outcome: { job_error: { id: 10, reason } },
    failed: true,
  })
