import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { brokenRules } from './sql/broken-rules.js'

const channel = 'org-a'
let database: TestDatabase
let queue: JobQueue
beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  // What is broken here is what the database would refuse.
  await database.db.raw('ALTER TABLE jobs DROP CONSTRAINT fits_its_state, DROP CONSTRAINT found_by_its_state')
})
afterAll(() => database.drop())

/** A manifest that is finished and a build that runs. */
beforeEach(async () => {
  await database.db.raw('TRUNCATE composes, jobs, job_leases, workers CASCADE')
  const common = { role: 'build', args: '{}' } as const
  await queue.enqueue({
    channel,
    kind: 'image',
    request: null,
    retentionSeconds: 3600,
    jobs: [
      { ref: 'm', type: 'm', dependsOn: [], ...common },
      { ref: 'b', type: 'b', dependsOn: [{ ref: 'm' }], ...common },
    ],
  })
  const [manifest] = await queue.claim({ channel, types: ['m'], workers: [null] })
  await queue.finish({ token: manifest?.token ?? '', channel, result: '{}', outcome: {}, failed: false })
  await queue.claim({ channel, types: ['b'], workers: [await queue.registerWorker(channel, 'x86_64')] })
})

describe('The rules of the chaos suite', () => {
  it('hold while all goes well', async () => {
    expect(await brokenRules(database.db, false)).toEqual([])
  })

  it.each([
    [
      'a job ran before its dependencies were over',
      `UPDATE jobs SET finished_at = now() + interval '1 day' WHERE type = 'm'`,
    ],
    ['a job had more attempts than it may', `UPDATE jobs SET attempt = 4 WHERE type = 'b'`],
    ['a job ran on a worker of another tenant', `UPDATE workers SET channel = 'org-b'`],
    ['a finished job has no result', `UPDATE jobs SET result = NULL WHERE type = 'm'`],
    ['a job is in another lane than its compose', `UPDATE jobs SET channel = 'org-b' WHERE type = 'm'`],
    ['a running job has no lease', `DELETE FROM job_leases`],
  ])('tell that %s', async (rule, harm) => {
    await database.db.raw(harm)
    expect(await brokenRules(database.db, false)).toEqual([expect.stringMatching(`^${rule}: `)])
  })

  it('tell what is left when everything should have come to rest', async () => {
    const { rows } = await database.db.raw<{ rows: { token: string }[] }>(
      `SELECT token FROM jobs WHERE type = 'b'`,
    )
    const long = queue.openLongResult({ token: rows[0]?.token ?? '', channel, running: true })
    await long.write(Buffer.alloc(2 * 1024 * 1024, 'x'))
    const transaction = await database.db.transaction()
    await transaction.raw('SELECT 1')
    const broken = await brokenRules(database.db, true)
    await transaction.rollback()
    expect(broken.map((rule) => rule.split(':')[0])).toEqual([
      'a job has not ended',
      'a lease is left',
      'a result is left half-way',
      'a session sits in a transaction',
    ])
  })
})
