import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** A job as a test states it; what it leaves out is that of a job that ended well. */
export interface DrawnJob {
  type: string
  needs?: string[]
  args?: string
  /** JSON text; null: none. */
  result?: string | null
  channel?: string
  queuedAt?: string
  /** Null: it has not begun. */
  startedAt?: string | null
  /** Null: it is not over. */
  finishedAt?: string | null
  canceled?: boolean
  retries?: number
  expiresAt?: string | null
}

export interface ReferenceDatabase {
  url: string
  client: pg.Client
  /** Adds jobs by names of their own; answers their ids. */
  add(jobs: Record<string, DrawnJob>): Promise<Record<string, string>>
  clear(): Promise<void>
  drop(): Promise<void>
}

/** The tables that a composer of the reference has after its ninth migration, as far as an import reads them. */
const tables = `
  CREATE TABLE jobs (
    id uuid PRIMARY KEY, token uuid, type varchar NOT NULL, args jsonb, queued_at timestamp NOT NULL,
    started_at timestamp, finished_at timestamp, canceled boolean NOT NULL DEFAULT false,
    channel varchar NOT NULL DEFAULT '', expires_at timestamp DEFAULT now() + interval '14 days',
    retries bigint DEFAULT 0, result json,
    CHECK (finished_at IS NULL OR started_at IS NOT NULL), CHECK (NOT canceled OR finished_at IS NULL),
    CHECK (started_at IS NULL OR (queued_at <= started_at AND token IS NOT NULL)),
    CHECK (finished_at IS NULL OR started_at <= finished_at));
  CREATE TABLE job_dependencies (
    job_id uuid REFERENCES jobs (id) ON DELETE CASCADE, dependency_id uuid REFERENCES jobs (id) ON DELETE CASCADE);`

/** A database like a running reference's, on the server of the tests. */
export async function createReferenceDatabase(timeZone = 'UTC'): Promise<ReferenceDatabase> {
  const server = process.env.COMPOSER_TEST_POSTGRES_URL ?? ''
  const name = `reference_${randomUUID().replaceAll('-', '')}`
  await execute(server, `CREATE DATABASE ${name} TEMPLATE template0`)
  await execute(server, `ALTER DATABASE ${name} SET timezone TO '${timeZone}'`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const client = new pg.Client(url.href)
  await client.connect()
  await client.query(tables)
  // Each job was enqueued a microsecond after the one before.
  let place = 0
  return {
    url: url.href,
    client,
    async add(jobs) {
      const ids = new Map<string, string>()
      for (const [ref, job] of Object.entries(jobs)) {
        const id = randomUUID()
        ids.set(ref, id)
        place += 1
        await insert(client, id, job, place)
        // Other composes' jobs are named by their ids.
        for (const need of job.needs ?? [])
          await client.query('INSERT INTO job_dependencies VALUES ($1, $2)', [id, ids.get(need) ?? need])
      }
      return Object.fromEntries(ids)
    },
    clear: async () => void (await client.query('TRUNCATE jobs CASCADE')),
    async drop() {
      await client.end()
      await execute(server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function insert(client: pg.Client, id: string, job: DrawnJob, place: number): Promise<void> {
  const queuedAt = job.queuedAt ?? `2026-03-01 10:00:00.${String(place).padStart(6, '0')}`
  const startedAt = job.startedAt === undefined ? '2026-03-01 10:01:00' : job.startedAt
  const finishedAt = job.finishedAt === undefined && !job.canceled ? '2026-03-01 10:02:00' : job.finishedAt
  await client.query(
    `INSERT INTO jobs (id, token, type, args, result, queued_at, started_at, finished_at, canceled, channel, retries, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      startedAt === null ? null : randomUUID(),
      job.type,
      job.args ?? '{}',
      job.result ?? null,
      queuedAt,
      startedAt,
      startedAt === null ? null : (finishedAt ?? null),
      job.canceled ?? false,
      job.channel ?? 'org-a',
      job.retries ?? 0,
      job.expiresAt === undefined ? '2026-03-15 10:00:00' : job.expiresAt,
    ],
  )
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
