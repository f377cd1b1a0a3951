import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { migrate, migrationFolder } from '@composer/db'
import type { Knex } from 'knex'

/** The last migration of the release before this one. */
const last = '008'

/** An empty database as the release before this one had made it. */
export async function migrateToPreviousRelease(db: Knex): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'previous-release-'))
  try {
    const files = (await readdir(migrationFolder)).filter((file) => file.slice(0, 3) <= last)
    for (const file of files) await cp(new URL(file, migrationFolder), join(path, file))
    await migrate(db, { folder: pathToFileURL(`${path}/`) })
  } finally {
    await rm(path, { recursive: true, force: true })
  }
}

export interface OldJob {
  type: string
  args: object
  /** Places in the plan. */
  dependsOn: number[]
}

/** Stores a compose as the release before this one did; answers its id, which is that of its last job. */
export async function enqueueAsBefore(
  db: Knex,
  kind: string,
  request: object,
  jobs: OldJob[],
): Promise<string> {
  const ids = jobs.map(() => randomUUID())
  const edges = jobs.flatMap(({ dependsOn }, place) =>
    dependsOn.map((on, position) => ({ job: ids[place] ?? '', position, on: ids[on] ?? '' })),
  )
  const compose = ids.at(-1) ?? ''
  await db.raw(
    `SELECT enqueue_graph(:compose, '', :kind, :request, NULL, NULL, NULL, interval '14 days',
       :ids::uuid[], :types::text[], :args::text[], :awaited::boolean[], :confidential::boolean[],
       :edgeJobs::uuid[], :positions::integer[], :dependencies::uuid[], :failures::text[])`,
    {
      compose,
      kind,
      request: JSON.stringify(request),
      ids,
      types: jobs.map(({ type }) => type),
      args: jobs.map(({ args }) => JSON.stringify(args)),
      awaited: jobs.map(() => false),
      confidential: jobs.map(({ type }) => type === 'image-builder-manifest'),
      edgeJobs: edges.map(({ job }) => job),
      positions: edges.map(({ position }) => position),
      dependencies: edges.map(({ on }) => on),
      failures: edges.map(() => null),
    } as unknown as Knex.RawBinding,
  )
  return compose
}

/** Takes a job as the release before this one did; answers the token of the attempt. */
export async function claimAsBefore(db: Knex, type: string): Promise<string> {
  const token = randomUUID()
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `SELECT * FROM claim_jobs('', ARRAY[:type], ARRAY[:token::uuid], ARRAY[NULL::uuid])`,
    { type, token },
  )
  if (rows.length !== 1) throw new Error(`there is no ${type} job to take`)
  return token
}

/** Ends an attempt as the release before this one did, with the digest that it made of the result. */
export async function finishAsBefore(
  db: Knex,
  token: string,
  result: object,
  outcome: object,
): Promise<string> {
  const { rows } = await db.raw<{ rows: { answer: string }[] }>(
    `SELECT finish_job(:token, '', :result, :outcome::jsonb, false, NULL) AS answer`,
    { token, result: JSON.stringify(result), outcome: JSON.stringify(outcome) },
  )
  return rows[0]?.answer ?? ''
}
