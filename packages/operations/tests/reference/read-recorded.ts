import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createReferenceDatabase, type ReferenceDatabase } from '../import/reference-database.js'

/** A row of its table of jobs; `args` and `result` are JSON texts. */
interface RecordedJob {
  id: string
  token: string | null
  type: string
  args: string | null
  result: string | null
  queued_at: string
  started_at: string | null
  finished_at: string | null
  canceled: boolean
  channel: string
  expires_at: string | null
  retries: number
}

/** What its API said of a compose or clone of a tenant. The details of errors are left out, and their operation ids. */
export interface RecordedAnswer {
  tenant: string
  /** Below the base path. */
  path: string
  status: number
  type: string
  body: string
}

const columns = [
  ...['id', 'token', 'type', 'args', 'result', 'queued_at', 'started_at', 'finished_at'],
  ...['canceled', 'channel', 'expires_at', 'retries'],
] as const

const read = <Row>(name: string): Row[] =>
  readFileSync(new URL(`recorded/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

export const recordedAnswers = (): RecordedAnswer[] => read('answers')

/** The database of a composer of the reference as it was when its answers were recorded. */
export async function createRecordedDatabase(): Promise<ReferenceDatabase> {
  const database = await createReferenceDatabase()
  const insert = `INSERT INTO jobs (${columns.join()}) VALUES (${columns.map((_, at) => `$${at + 1}`).join()})`
  for (const job of read<RecordedJob>('jobs'))
    await database.client.query(
      insert,
      columns.map((column) => job[column]),
    )
  for (const { job_id: job, dependency_id: needed } of read<{ job_id: string; dependency_id: string }>(
    'dependencies',
  ))
    await database.client.query('INSERT INTO job_dependencies VALUES ($1, $2)', [job, needed])
  return database
}

/** Its folder of artifacts, with the requests below it. */
export async function writeRecordedArtifacts(folder: string): Promise<void> {
  const requests = join(folder, 'ComposeRequest')
  await mkdir(requests, { recursive: true })
  for (const { id, text } of read<{ id: string; text: string }>('requests'))
    await writeFile(join(requests, `${id}.json`), text)
  for (const { job, name, content } of read<{ job: string; name: string; content: string }>('artifacts')) {
    await mkdir(join(folder, job), { recursive: true })
    await writeFile(join(folder, job, name), content)
  }
}
