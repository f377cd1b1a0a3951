import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { BASE, startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, finishJob, reportResult } from './finish-job.js'
import { composeRequest, kojiRequest } from './requests.js'

const MIB = 1024 * 1024
const LARGE = 50 * MIB

let composer: TestComposer
let small: string
let large: string

beforeAll(async () => {
  composer = await startComposer()
  await composer.database.db.raw('CREATE EXTENSION pg_stat_statements')
  small = await build(1024)
  large = await build(LARGE)
}, 120_000)
afterAll(() => composer.stop())

/** A finished build whose result is at least this long. */
async function build(length: number): Promise<string> {
  const { body } = await composer.post('/compose', composeRequest())
  await finishJob(composer.queue, 'manifest-id-only')
  const job = await claimJob(composer.queue, 'osbuild:x86_64')
  await reportResult(composer.queue, job, JSON.stringify({ ...buildResult(), padding: noise(length) }))
  return body.id as string
}

/** Text that no compression makes small. */
function noise(length: number): string {
  return randomBytes(Math.ceil(length / 4) * 3).toString('base64')
}

/** What the service asked of the database while `work` ran: statements and buffers, as the server counts them. */
async function costOf(work: () => Promise<unknown>): Promise<{ statements: number; buffers: number }> {
  const { db } = composer.database
  await db.raw(
    'SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()',
  )
  await work()
  // The listener's probe is no part of a request.
  const { rows } = await db.raw<{ rows: { statements: number; buffers: number }[] }>(
    `SELECT coalesce(sum(calls), 0)::integer AS statements,
            coalesce(sum(shared_blks_hit + shared_blks_read), 0)::integer AS buffers
     FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid
     WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat_statements%' AND query <> 'SELECT $1'`,
  )
  return rows[0] ?? { statements: 0, buffers: 0 }
}

const status = (id: string) => composer.get(`/composes/${id}`)

describe('a status request', () => {
  it('asks the database once, and reads no more of it when the result is 50 MiB', async () => {
    await status(small)
    await status(large)

    const ofSmall = await costOf(() => status(small))
    const ofLarge = await costOf(() => status(large))
    expect([ofSmall.statements, ofLarge.statements]).toStrictEqual([1, 1])
    expect(ofSmall.buffers).toBeGreaterThan(0)
    // 50 MiB are 6,400 buffers.
    expect(ofLarge.buffers).toBeLessThanOrEqual(ofSmall.buffers + 2)
  })

  it('asks the database once for a koji compose of twenty images', async () => {
    const { body } = await composer.post('/compose', kojiRequest(Array.from({ length: 20 }, () => ({}))))

    expect((await costOf(() => status(body.id as string))).statements).toBe(1)
  })
})

describe('a list request', () => {
  it('does not read results', async () => {
    await composer.get('/composes/')

    const { statements, buffers } = await costOf(() => composer.get('/composes/'))
    expect(statements).toBe(2)
    expect(buffers).toBeLessThan(500)
  })
})

describe('the logs of a 50 MiB result', () => {
  it('are streamed: no more than a few parts are in memory at any moment', async () => {
    setFlagsFromString('--expose_gc')
    const collect = runInNewContext('gc') as () => void
    const inUse = () => {
      collect()
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    }
    // The buffers of what came before go only after their owners went.
    inUse()
    await new Promise((resolve) => setImmediate(resolve))
    const before = inUse()
    const inEachHalf = [0, 0]
    let length = 0

    const response = await fetch(`${composer.publicUrl}${BASE}/composes/${large}/logs`)
    for await (const chunk of response.body ?? []) {
      const parts = Math.floor(length / (4 * MIB))
      length += (chunk as Uint8Array).length
      if (Math.floor(length / (4 * MIB)) === parts) continue
      const half = length < LARGE / 2 ? 0 : 1
      inEachHalf[half] = Math.max(inEachHalf[half] ?? 0, inUse() - before)
    }

    const [first = 0, second = 0] = inEachHalf
    expect(length).toBeGreaterThan(LARGE)
    expect(Math.max(first, second)).toBeLessThan(LARGE)
    expect(second).toBeLessThan(first + 8 * MIB)
  })

  it('send no body to HEAD', async () => {
    const answer = await composer.call('HEAD', `/composes/${large}/logs`)

    expect([answer.status, answer.text]).toStrictEqual([200, ''])
  })
})
