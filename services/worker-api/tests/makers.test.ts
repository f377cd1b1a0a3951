import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createWorkerApi } from '@composer/worker-api'
import { MAKER, startMakerApi, type MakerApi } from './makers.js'
import { startWorkerApi, unknownToken, type TestWorkerApi } from './worker.js'

let api: MakerApi
beforeAll(async () => {
  api = await startMakerApi()
})
afterAll(() => api.stop())
beforeEach(() => api.clear())

const manifest = { data: {}, info: { pipeline_names: { build: ['build'], payload: ['os'] } } }
const request = (who: string, ...types: string[]) =>
  api.as(who, 'POST', '/jobs', { body: { types, arch: 'x86_64' } })

describe('A maker', () => {
  it('gets the manifests of all tenants, of one after the other', async () => {
    const composes = []
    for (const tenant of ['1', '1', '1', '2', '3']) composes.push(await api.compose(tenant))
    const made: string[] = []
    for (const _ of composes) made.push((await api.take(MAKER, 'manifest-id-only')).id)
    const turn = composes.map((compose) => made.indexOf(compose.manifest))
    // The first three are one of each tenant, whoever is first; each tenant's own leave in their order.
    expect(new Set([turn[0], turn[3], turn[4]])).toEqual(new Set([0, 1, 2]))
    expect([turn[1], turn[2]]).toEqual([3, 4])
  })

  it('that waits is told of a manifest in whichever channel', async () => {
    for (const tenant of ['1', 'of-yesterday', '']) {
      const waiting = request(MAKER, 'manifest-id-only')
      await api.untilWaiting(1)
      const { manifest: id } = await api.compose(tenant)
      expect((await waiting).body.id).toBe(id)
    }
  })

  it('beats, tells progress, uploads and reports by the token alone', async () => {
    const { id, token } = await api.making('1')
    expect((await api.as(MAKER, 'GET', `/jobs/${token}`)).body.canceled).toBe(false)
    const progress = { partial: { progress: { done: 1, total: 2 } } }
    expect((await api.as(MAKER, 'PATCH', `/jobs/${token}`, { body: progress })).status).toBe(200)
    const upload = await api.as(MAKER, 'PUT', `/jobs/${token}/artifacts/notes`, { body: 'text' })
    expect(upload.status).toBe(200)
    expect((await api.as(MAKER, 'PATCH', `/jobs/${token}`, { body: { result: manifest } })).status).toBe(200)
    const graph = await api.queue.readGraph(id, 'org-1')
    expect(graph?.jobs.map(({ state }) => state)).toEqual(['finished', 'ready'])
  })

  it('learns that its job was cancelled', async () => {
    const { id, token } = await api.making('1')
    await api.queue.cancelGraph(id, 'org-1')
    expect((await api.as(MAKER, 'GET', `/jobs/${token}`)).body.canceled).toBe(true)
  })

  it.each(['depsolve', 'osbuild', 'image-builder-manifest', 'bootc-pre-manifest'])(
    'is refused %s jobs, also beside manifests',
    async (type) => {
      for (const types of [[type], ['manifest-id-only', type]]) {
        const { status, body } = await request(MAKER, ...types)
        expect([status, body.id]).toEqual([400, '15'])
      }
    },
  )

  it("cannot tell a worker's token from one that never was", async () => {
    await api.compose('1')
    const { token } = await api.take(MAKER, 'manifest-id-only')
    await api.depsolve(token)
    const worker = await api.take('1', 'depsolve')
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { result: {} }],
      ['PUT', '/artifacts/x', 'bytes'],
    ] as const) {
      const answers = await Promise.all(
        [worker.token, unknownToken()].map((one) =>
          api.as(MAKER, method, `/jobs/${one}${path}`, body === undefined ? {} : { body }),
        ),
      )
      expect(answers.map(({ status, body: { id } }) => [status, id])).toEqual([
        [404, '5'],
        [404, '5'],
      ])
    }
    expect((await api.as('1', 'GET', `/jobs/${worker.token}`)).status).toBe(200)
  })

  it('registers, and counts as a worker of no tenant', async () => {
    const { body } = await api.as(MAKER, 'POST', '/workers', { body: { arch: 'x86_64' } })
    const path = `/workers/${String(body.worker_id)}/status`
    expect((await api.as(MAKER, 'POST', path)).status).toBe(200)
    expect((await api.as('1', 'POST', path)).body.id).toBe('18')
    const workers = await api.queue.activeWorkers()
    expect(workers).toEqual([{ channel: 'makers', arch: 'x86_64', count: 1 }])
  })
})

describe('Who is no maker', () => {
  it('is refused manifests, also beside other jobs', async () => {
    await api.compose('1')
    for (const types of [['manifest-id-only'], ['depsolve', 'manifest-id-only']]) {
      const { status, body } = await request('1', ...types)
      expect([status, body.id]).toEqual([400, '15'])
    }
  })

  it('has no children, whatever the token', async () => {
    const { token } = await api.making('1')
    const { status, body } = await api.as('1', 'POST', `/jobs/${token}/depsolve`, { body: {} })
    expect([status, body.id]).toEqual([404, '5'])
  })
})

describe('The number of manifests that wait for a maker', () => {
  let scraped: MakerApi
  beforeAll(async () => {
    scraped = await startMakerApi()
  })
  afterAll(() => scraped.stop())

  it('is a metric, by tenant, and so are the solves that makers wait for', async () => {
    await scraped.compose('1')
    await scraped.compose('2')
    const { token } = await scraped.take(MAKER, 'manifest-id-only')
    await scraped.depsolve(token)
    const text = await (await fetch(`${scraped.internalUrl}/metrics`)).text()
    const depth = (name: string, type: string) =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`image_builder_worker_${name}{type="${type}"`))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    expect([depth('pending_jobs', 'manifest-id-only'), depth('running_jobs', 'manifest-id-only')]).toEqual([
      1, 1,
    ])
    expect(depth('pending_jobs', 'depsolve')).toBe(1)
  })
})

describe('Without authentication', () => {
  let open: TestWorkerApi
  beforeAll(async () => {
    open = await startWorkerApi()
  })
  afterAll(() => open.stop())

  it('everybody may make manifests, and have packages solved for them', async () => {
    const { token } = await open.running('manifest-id-only')
    const { status, body } = await open.call('POST', `/jobs/${token}/depsolve`, {
      body: { grouped_package_sets: {}, module_platform_id: 'p', arch: 'x86_64', releasever: '1' },
    })
    expect([status, body.state]).toEqual([202, 'ready'])
    expect((await open.request('depsolve')).body.id).toBe(body.id)
  })

  it('a job of another type has no children', async () => {
    const { token } = await open.running('depsolve')
    const { status, body } = await open.call('POST', `/jobs/${token}/depsolve`, {
      body: { grouped_package_sets: {}, module_platform_id: 'p', arch: 'x86_64', releasever: '1' },
    })
    expect([status, body.id]).toEqual([404, '5'])
  })
})

describe('The list of makers', () => {
  const settings = { LOG_LEVEL: 'error', JWT_JWKS_URLS: 'https://issuer.example/keys' }

  it('that cannot be read ends the start', async () => {
    const started = createWorkerApi({
      ...settings,
      DATABASE_URL: api.database.url,
      MAKER_ACL_FILE: '/nowhere/makers.yml',
    })
    await expect(started).rejects.toThrow('/nowhere/makers.yml')
  })

  it('counts beside that of tenants', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'acl-'))
    const tenants = join(folder, 'acl.yml')
    await writeFile(tenants, "- { claim: rh-org-id, pattern: '^1$' }")
    const strict = await startMakerApi({ ACL_FILE: tenants })
    const statuses = await Promise.all(
      [MAKER, '1', '2'].map(async (who) => (await strict.as(who, 'GET', '/status')).status),
    )
    await strict.stop()
    await rm(folder, { recursive: true })
    expect(statuses).toEqual([200, 200, 401])
  })
})
