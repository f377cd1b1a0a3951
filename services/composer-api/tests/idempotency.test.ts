import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { composeRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterAll(() => composer.stop())

const post = (key: string, request: unknown = composeRequest()) =>
  composer.post('/compose', request, { 'Idempotency-Key': key })
const total = async () => (await composer.get('/composes/')).body.total as number

describe('a repeated POST /compose with the same idempotency key', () => {
  it('gives the first answer again and makes no second compose', async () => {
    const key = randomUUID()
    const first = await post(key)
    const before = await total()

    const again = await post(key)
    expect([again.status, again.body]).toStrictEqual([201, first.body])
    expect(await total()).toBe(before)
  })

  it('compares what the request means, not how it is written', async () => {
    const key = randomUUID()
    const first = await post(key)
    const reordered = Object.fromEntries(Object.entries(composeRequest()).reverse())

    const again = await post(key, JSON.stringify(reordered, null, 2))
    expect(again.body).toStrictEqual(first.body)
  })

  it('is refused with 48 for another request', async () => {
    const key = randomUUID()
    await post(key)

    const { status, body } = await post(key, composeRequest({ distribution: 'centos-10' }))
    expect([status, body.id, body.reason]).toStrictEqual([
      409,
      '48',
      'Idempotency key was already used with another request',
    ])
    expect(body.details).toContain(key)
  })

  it('makes one compose when several arrive at once', async () => {
    const key = randomUUID()
    const before = await total()

    const answers = await Promise.all(Array.from({ length: 8 }, () => post(key)))
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(1)
    expect(answers.map(({ status }) => status)).toStrictEqual(answers.map(() => 201))
    expect(await total()).toBe(before + 1)
  })

  it('makes a new compose when the key is more than 24 hours old', async () => {
    const key = randomUUID()
    const first = await post(key)
    await composer.database.db.raw(`UPDATE composes SET created_at = created_at - interval '25 hours'`)

    const again = await post(key, composeRequest({ distribution: 'centos-10' }))
    expect(again.status).toBe(201)
    expect(again.body.id).not.toBe(first.body.id)
  })

  it.each(['', 'two words', 'x'.repeat(256)])('is refused with 42 for the key %j', async (key) => {
    const { status, body } = await post(key)

    expect([status, body.id]).toStrictEqual([400, '42'])
    expect(body.details).toContain('Idempotency-Key')
  })
})

describe('POST /compose', () => {
  it('stores the external id with the compose', async () => {
    const { body } = await composer.post('/compose', composeRequest(), { 'X-External-Id': 'order-66' })

    const graph = await composer.queue.readGraph(body.id as string, '')
    expect(graph?.compose.externalId).toBe('order-66')
  })

  it('stores nothing when the request is refused', async () => {
    const before = await total()
    await composer.post('/compose', composeRequest({ distribution: 'plan-9' }))

    expect(await total()).toBe(before)
  })
})
