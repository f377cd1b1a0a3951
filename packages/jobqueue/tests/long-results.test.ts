import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createJobQueue, KEPT_RESULT, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { channel, graph, job, mustClaim, single } from './graphs.js'

const MiB = 1024 * 1024
/** Characters of one to four bytes, so that slices cannot end anywhere. */
const longText = JSON.stringify({ log: 'aé€🎉\u0000'.repeat(300_000) })

let database: TestDatabase
let queue: JobQueue
beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
})
afterAll(() => database.drop())

async function write(token: string, text: string, chunk = 65_537) {
  const writer = queue.openLongResult({ token, channel, running: true })
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunk) await writer.write(bytes.subarray(at, at + chunk))
  return writer
}

async function finishLong(token: string, text: string): Promise<void> {
  expect(await (await write(token, text)).keep()).toBe('kept')
  const report = { token, channel, result: KEPT_RESULT, outcome: {}, failed: false } as const
  expect(await queue.finish(report)).toBe('finished')
}

async function textOf(id: string, options = {}): Promise<string> {
  let text = ''
  for await (const part of queue.streamResult(id, options)) text += part
  return text
}

const count = async (table: string): Promise<number> =>
  (await database.db(table).select(database.db.raw('1'))).length

describe('A long result', () => {
  it('is read byte for byte, and goes with its job', async () => {
    const { composeId } = await queue.enqueue(single())
    await finishLong((await mustClaim(queue, 'a')).token, longText)
    expect((await textOf(composeId)) === longText).toBe(true)
    expect((await textOf(composeId, { rejected: true })) === longText).toBe(true)
    expect((await queue.readResult(composeId)) === longText).toBe(true)
    expect(await count('result_slices')).toBeGreaterThan(2)
    await queue.deleteGraph(composeId, channel)
    expect([await count('long_results'), await count('result_slices')]).toEqual([0, 0])
  })

  it('is read beside the error that stands for it where it does not fit', async () => {
    const { composeId } = await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    await (await write(token, longText)).keep()
    const report = { token, channel, result: '{"job_error":1}', outcome: {}, failed: true }
    expect(await queue.finish(report)).toBe('finished')
    expect(await queue.finish(report)).toBe('repeated')
    expect(await textOf(composeId)).toBe('{"job_error":1}')
    expect((await textOf(composeId, { rejected: true })) === longText).toBe(true)
    await queue.deleteGraph(composeId, channel)
  })

  it('is a dynamic arg by reference; the release before this one gets the text', async () => {
    await queue.enqueue(graph(job('m', 'a'), job('b', 'b', 'm')))
    const { token, id } = await mustClaim(queue, 'a')
    await finishLong(token, longText)
    const dependent = await mustClaim(queue, 'b')
    expect(dependent.dynamicArgs).toEqual([{ jobId: id, bytes: Buffer.byteLength(longText) }])
    const { rows } = await database.db.raw<{ rows: { bytes: number; result: string }[] }>(
      'SELECT bytes, result FROM dependency_results(ARRAY[CAST(:id AS uuid)], 2097152)',
      { id: dependent.id },
    )
    expect([rows.length, rows[0]?.bytes, rows[0]?.result === longText]).toEqual([1, 0, true])
  })

  it('is the first one of its attempt; the same again is known by its digest', async () => {
    await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const [one, two, other] = [
      await write(token, longText),
      await write(token, longText, 1000),
      await write(token, 'x'),
    ]
    expect([await one.keep(), await two.keep(), await other.keep()]).toEqual(['kept', 'same', 'other'])
    await queue.finish({ token, channel, result: KEPT_RESULT, outcome: {}, failed: false })
    const again = queue.openLongResult({ token, channel, running: false })
    await again.write(Buffer.from(longText))
    expect(await again.keep()).toBe('same')
    expect((await database.db('long_results').where({ token })).length).toBe(1)
  })

  it('belongs to its attempt: the next one has another', async () => {
    const { composeId } = await queue.enqueue(single())
    const first = await mustClaim(queue, 'a')
    await (await write(first.token, longText)).keep()
    await queue.unclaim(first.token)
    const second = await mustClaim(queue, 'a')
    await queue.finish({ token: second.token, channel, result: '"short"', outcome: {}, failed: false })
    expect(await textOf(composeId, { rejected: true })).toBe('"short"')
  })

  it('leaves nothing when it begins anew, is discarded or abandoned', async () => {
    await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const before = await count('long_results')
    const writer = await write(token, longText)
    await writer.restart()
    expect(await count('long_results')).toBe(before)
    await writer.write(Buffer.from(longText))
    expect(await count('long_results')).toBe(before + 1)
    await writer.discard()
    expect(await count('long_results')).toBe(before)
    await write(token, longText)
    expect(await queue.dropAbandonedResults({ olderThanSeconds: 3600, overForSeconds: -1 })).toBe(0)
    expect(await queue.dropAbandonedResults({ olderThanSeconds: -1, overForSeconds: 3600 })).toBe(1)
    expect(await count('long_results')).toBe(before)
  })

  it('does not wait for its whole age when its attempt is over', async () => {
    await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const before = await count('long_results')
    await write(token, longText)
    await queue.finish({ token, channel, result: '"short"', outcome: {}, failed: false })
    expect(await queue.dropAbandonedResults({ olderThanSeconds: 3600, overForSeconds: 3600 })).toBe(0)
    expect(await queue.dropAbandonedResults({ olderThanSeconds: 3600, overForSeconds: -1 })).toBe(1)
    expect(await count('long_results')).toBe(before)
  })

  it('costs the same to read in its last part as in its first', async () => {
    const { composeId } = await queue.enqueue(single())
    await finishLong((await mustClaim(queue, 'a')).token, 'x'.repeat(20 * MiB))
    const [result] = await database.db('long_results').where({ job_id: composeId }).select('id', 'slices')
    const blocks = async (number: number): Promise<number> => {
      const { rows } = await database.db.raw<{
        rows: { 'QUERY PLAN': { Plan: Record<string, number> }[] }[]
      }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
         SELECT length(data) FROM result_slices WHERE result_id = :id AND number = :number`,
        { id: result.id, number },
      )
      const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
      return (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)
    }
    expect(result.slices).toBe(20)
    expect(await blocks(19)).toBeLessThanOrEqual((await blocks(0)) + 1)
  })
})

describe('A long result of the release before this one', () => {
  it('is read from its column', async () => {
    const text = `"${'é'.repeat(3 * MiB)}"`
    const { composeId } = await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const { rows } = await database.db.raw<{ rows: unknown[] }>(
      `SELECT finish_job(:token, :channel, :text, '{}', false, NULL) AS answer`,
      { token, channel, text },
    )
    expect(rows).toEqual([{ answer: 'finished' }])
    expect((await textOf(composeId)) === text).toBe(true)
    expect((await queue.readResult(composeId)) === text).toBe(true)
  })
})
