import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startWorkerApi, unknownToken, type TestWorkerApi } from './worker.js'

let api: TestWorkerApi

beforeAll(async () => {
  api = await startWorkerApi()
})
afterAll(() => api.stop())
beforeEach(() => api.clear())

const archs = ['x86_64', 'aarch64', 'ppc64le', 's390x', 'riscv64', 'arm']
const wrongArchs: [string, unknown][] = [
  ['one that nobody has', 'vax'],
  ['one in capitals', 'X86_64'],
  ['one with a space', 'x86_64 '],
  ['one with NUL', 'x86_64\0'],
  ['half of a surrogate pair', '\ud800'],
  ['one of 60,000 characters', 'x'.repeat(60_000)],
  ['a number', 5],
  ['an object', { toString: 'x86_64' }],
  ['a list', ['x86_64']],
]

describe('The architecture of a worker', () => {
  it.each(archs)('may be %s', async (arch) => {
    expect((await api.call('POST', '/workers', { body: { arch } })).status).toBe(201)
    expect((await api.call('POST', '/jobs', { body: { types: [], arch } })).status).toBe(204)
  })

  it.each(wrongArchs)('is refused when it is %s', async (_, arch) => {
    for (const path of ['/workers', '/jobs']) {
      const { status, body } = await api.call('POST', path, { body: { types: [], arch } })
      expect([status, body.id]).toEqual([400, '10'])
      expect(body.details).toMatch(/^arch must be /)
      expect(body.details.length).toBeLessThan(100)
    }
  })

  it.each(['/workers', '/jobs'])('of 8 MB is not even read by %s', async (path) => {
    const { status, body } = await api.call('POST', path, { body: { types: [], arch: 'x'.repeat(8e6) } })
    expect([status, body.id]).toEqual([413, '10'])
  })

  it('is a label of the metrics only where it is known', async () => {
    const arch = 'x'.repeat(1000)
    await api.database.db.raw(`INSERT INTO workers (id, channel, arch) VALUES (?, '', ?)`, [
      unknownToken(),
      arch,
    ])
    const text = await (await fetch(`${api.internalUrl}/metrics`)).text()
    expect(text).toContain('image_builder_worker_active_workers{tenant="",arch="other"} 1')
    expect(text).not.toContain(arch)
  })
})

describe('What a worker registers with', () => {
  it.each([
    '{"arch":"x86_64","__proto__":{"arch":"y"}}',
    '{"arch":"x86_64","constructor":{"prototype":5},"toString":1}',
    '{"arch":"x86_64","":"","\\u0000":"\\u0000","\\ud800":"\\udfff"}',
    `{"arch":"x86_64","${'k'.repeat(50_000)}":1}`,
    `{"arch":"x86_64","deep":${'['.repeat(199)}${']'.repeat(199)}}`,
    '{"arch":"x86_64","n":1e999}',
  ])('may have members that nobody knows: %.60s', async (body) => {
    expect((await api.call('POST', '/workers', { body })).status).toBe(201)
  })

  it.each([
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['a NUL in front', '\0{"arch":"x86_64"}'],
    ['a text', '"arch"'],
    ['null', 'null'],
    ['nothing', ''],
    ['brackets without an end', '['.repeat(60_000)],
    ['lists in 20,000 lists', `{"arch":"x86_64","deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('is refused when it is %s', async (_, body) => {
    const answer = await api.call('POST', '/workers', {
      body,
      headers: { 'Content-Type': 'application/json' },
    })
    expect([answer.status, answer.body.id]).toEqual([400, '10'])
  })
})

describe('A request for a job', () => {
  const ask = (body: object) => api.call('POST', '/jobs', { body: { arch: 'x86_64', ...body } })

  it('may name 64 types of 64 characters, and those that nobody knows are ignored', async () => {
    const id = await api.enqueue('depsolve')
    const types = [...Array.from({ length: 63 }, (_, at) => `${at}`.padEnd(64, 'x')), 'depsolve']
    expect((await ask({ types })).body.id).toBe(id)
  })

  it.each([
    ['65 types', Array(65).fill('depsolve'), 'types must have at most 64 items'],
    ['a type of 65 characters', ['osbuild', 'x'.repeat(65)], /^types\[1\] must be a string/],
    ['a type that is no text', [5], /^types\[0\] must be a string/],
    ['null among the types', ['osbuild', null], /^types\[1\] must be a string/],
    ['types that are no list', { length: 1 }, 'types must be an array'],
    ['types that are a text', 'depsolve', 'types must be an array'],
  ])('is refused with %s', async (_, types, details) => {
    const { status, body } = await ask({ types })
    expect([status, body.id]).toEqual([400, '10'])
    expect(body.details).toMatch(details)
  })

  it.each(['__proto__', 'constructor', 'toString', 'osbuild:x86_64', ''])(
    'takes %j for a type that nobody knows',
    async (type) => {
      expect((await ask({ types: [type] })).status).toBe(204)
    },
  )

  it.each([
    ['of 10,000 characters', 'x'.repeat(10_000)],
    ['with NUL', `${unknownToken().slice(0, -1)}\0`],
    ['in many braces', `${'{'.repeat(100)}${unknownToken()}${'}'.repeat(100)}`],
  ])('is refused for a worker id %s', async (_, worker_id) => {
    const { status, body } = await ask({ types: [], worker_id })
    expect([status, body.id]).toEqual([400, '17'])
  })
})

describe('A path', () => {
  const long = 'a'.repeat(5000)
  it.each([
    ['GET', `/jobs/${long}`, '8'],
    ['PATCH', `/jobs/${long}`, '7'],
    ['PUT', `/jobs/${long}/artifacts/disk`, '7'],
    ['POST', `/workers/${long}/status`, '17'],
    ['GET', `/errors/${'9'.repeat(5000)}`, '14'],
  ])('%s %.20s… with an endless part is refused', async (method, path, number) => {
    const answer = await api.call(method, path, method === 'GET' ? {} : { body: {} })
    expect([answer.status, answer.body.id]).toEqual([number === '14' ? 404 : 400, number])
  })

  it('may name a file of 255 bytes and no more', async () => {
    const { token } = await api.running()
    const put = (name: string) => api.call('PUT', `/jobs/${token}/artifacts/${name}`, { body: 'x' })
    expect((await put('x'.repeat(255))).status).toBe(200)
    for (const name of ['x'.repeat(256), encodeURIComponent('ä'.repeat(128)), '%00'])
      expect((await put(name)).body.id).toBe('1001')
    expect((await put('%ed%a0%80')).body.id).toBe('11')
  })
})

describe('The workers of one tenant', () => {
  it('may be so many, and the next one is told when to come again', async () => {
    const few = await startWorkerApi({ TENANT_MAX_WORKERS: '2' })
    try {
      const register = () => few.call('POST', '/workers', { body: { arch: 'x86_64' } })
      expect([(await register()).status, (await register()).status]).toEqual([201, 201])
      const refused = await register()
      expect([refused.status, refused.body.id, refused.headers['retry-after']]).toEqual([429, '429', '60'])
      expect(refused.body.details).toBe('too many workers of this tenant are registered; try again later')
      expect(await few.queue.activeWorkers()).toEqual([{ channel: '', arch: 'x86_64', count: 2 }])
    } finally {
      await few.stop()
    }
  })
})

describe('The requests for a job of one tenant', () => {
  it('may be so many, and the next one is told when to come again', async () => {
    const few = await startWorkerApi({ TENANT_MAX_WAITING_POLLS: '2', REQUEST_JOB_TIMEOUT_SECONDS: '60' })
    try {
      const waiting = [few.request('depsolve'), few.request('depsolve')]
      await few.untilWaiting(2)
      const refused = await few.request('depsolve')
      expect([refused.status, refused.body.id, refused.headers['retry-after']]).toEqual([429, '429', '10'])
      expect(refused.body.details).toBe(
        'too many requests for a job of this tenant are waiting; try again later',
      )
      await few.enqueue()
      expect((await Promise.race(waiting)).status).toBe(201)
      const next = few.request('depsolve')
      await few.untilWaiting(2)
      await few.enqueue()
      await few.enqueue()
      for (const answer of await Promise.all([...waiting, next])) expect(answer.status).toBe(201)
    } finally {
      await few.stop()
    }
  })
})
