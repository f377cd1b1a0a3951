import { createJobQueue } from '@composer/jobqueue'
import { migrate } from '@composer/db'
import knex, { type Knex } from 'knex'
import { driven, type Contender, type ContenderKind } from './contender.js'

export const benchChannel = 'org-bench'
export const benchType = 'depsolve'

export function connect(url: string, max: number): Knex {
  return knex({ client: 'pg', connection: url, pool: { min: max, max } })
}

/** Our queue by its own interface, one claim and one report per job, without the services around it. */
export const ours: ContenderKind = {
  async prepare(url) {
    const db = connect(url, 1)
    await migrate(db)
    await db.destroy()
  },
  open: async (url, clients) => openOurs(url, clients),
  perSecond: 8_000,
}

function openOurs(url: string, clients: number): Contender {
  const db = connect(url, clients)
  const queue = createJobQueue({ db })
  const workers = [null]
  return {
    fill: (jobs) => insertReadyJobs(db, jobs),
    measure: driven(async () => {
      const [job] = await queue.claim({ channel: benchChannel, types: [benchType], workers })
      if (!job) return false
      const answer = await queue.finish({
        token: job.token,
        channel: benchChannel,
        result: '{"packages":[]}',
        outcome: {},
        failed: false,
      })
      if (answer !== 'finished') throw new Error(`A report was answered '${answer}'`)
      return true
    }),
    close: () => db.destroy(),
  }
}

export async function emptyQueue(db: Knex): Promise<void> {
  await db.raw('TRUNCATE composes, jobs, job_leases, workers CASCADE')
}

/** One-job composes, ready to be claimed, in bulk and without a following ANALYZE: the burst that a queue meets. */
export async function insertReadyJobs(db: Knex, jobs: number): Promise<void> {
  await insertJobs(db, jobs, 'ready')
}

/** Finished one-job composes: the history that must cost nothing. */
export async function insertHistory(db: Knex, jobs: number): Promise<void> {
  for (let left = jobs; left > 0; left -= 100_000) await insertJobs(db, Math.min(left, 100_000), 'finished')
}

async function insertJobs(db: Knex, jobs: number, state: 'ready' | 'finished'): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw(
      `CREATE TEMPORARY TABLE bench_ids ON COMMIT DROP AS SELECT gen_random_uuid() AS id FROM generate_series(1, :jobs)`,
      { jobs },
    )
    await trx.raw(
      `INSERT INTO composes (id, channel, kind, expires_at) SELECT id, :channel, 'depsolve', now() + interval '14 days' FROM bench_ids`,
      { channel: benchChannel },
    )
    const finished = state === 'finished'
    await trx.raw(
      `INSERT INTO jobs (id, compose_id, channel, type, state, position, args, ready_at${finished ? ', attempt, started_at, finished_at, token, result, outcome' : ''})
       SELECT id, id, :channel, :type, :state, 0, repeat('x', 250), now()${finished ? `, 1, now(), now(), gen_random_uuid(), '{"packages":[]}', '{}'` : ''} FROM bench_ids`,
      { channel: benchChannel, type: benchType, state },
    )
  })
}
