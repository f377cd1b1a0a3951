import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { finishJob } from './finish-job.js'
import { bootcRequest, composeRequest, kojiRequest } from './requests.js'

let composer: TestComposer
const ids: string[] = []

beforeAll(async () => {
  composer = await startComposer()
  const empty = await composer.get('/composes/')
  expect(empty.body).toStrictEqual({ kind: 'ComposeList', page: 0, size: 0, total: 0, items: [] })
  for (const request of [composeRequest(), kojiRequest(), bootcRequest(), composeRequest(), composeRequest()])
    ids.unshift((await composer.post('/compose', request)).body.id as string)
})
afterAll(() => composer.stop())

const list = (query = '') => composer.get(`/composes/${query}`)
const idsOf = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id)

describe('the list of composes', () => {
  it('shows every kind of compose, newest first', async () => {
    const { status, body } = await list()

    expect(status).toBe(200)
    expect(body).toMatchObject({ kind: 'ComposeList', page: 0, size: 5, total: 5 })
    expect(idsOf(body)).toStrictEqual(ids)
  })

  it('shows each compose as its status', async () => {
    await finishJob(composer.queue, 'koji-init')
    const { body } = await list()

    for (const item of body.items)
      expect(item).toStrictEqual((await composer.get(`/composes/${item.id}`)).body)
  })

  it('comes in pages that count from zero', async () => {
    const first = (await list('?size=2')).body
    const second = (await list('?page=1&size=2')).body
    const last = (await list('?page=2&size=2')).body

    expect(second).toMatchObject({ page: 1, size: 2, total: 5 })
    expect([...idsOf(first), ...idsOf(second), ...idsOf(last)]).toStrictEqual(ids)
    expect(last.size).toBe(1)
  })

  it.each(['?page=99', '?page=-1', '?size=-1', '?size=0', '?page=9007199254740991'])(
    'is empty for %s',
    async (query) => {
      const { status, body } = await list(query)

      expect([status, body.size, body.total, body.items]).toStrictEqual([200, 0, 5, []])
    },
  )

  it.each([
    ['?page=x', '18', 'page'],
    ['?page=1.5', '18', 'page'],
    ['?size=x', '19', 'size'],
    ['?size=1001', '19', 'size'],
    ['?page=', '30', 'page'],
  ])('is refused for %s', async (query, number, name) => {
    const { status, body } = await list(query)

    expect([status, body.id]).toStrictEqual([400, number])
    expect(body.details).toContain(name)
  })

  it('needs its trailing slash', async () => {
    const { status, body } = await composer.get('/composes')

    expect([status, body.id]).toStrictEqual([404, '21'])
  })
})
