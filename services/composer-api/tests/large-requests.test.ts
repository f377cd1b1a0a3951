import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startJwksServer, type JwksServer } from '@composer/testkit'
import { BASE, startComposer, type TestComposer } from './composer.js'
import { startCounting } from './count-operations.js'
import { claimJob } from './finish-job.js'
import { composeRequest, kojiRequest } from './requests.js'

/** Of more than 128 KiB: read in a thread. */
const filler = { path: '/etc/filler', data: 'x'.repeat(200_000) }
const large = (customizations: object = {}) =>
  composeRequest({ customizations: { files: [filler], ...customizations } })

describe('A large request', () => {
  let composer: TestComposer
  beforeAll(async () => {
    composer = await startComposer()
  })
  afterEach(() => composer.clear())
  afterAll(() => composer.stop())

  it('becomes the same jobs as a small one', async () => {
    const users = [
      { name: 'a', password: 'open sesame' },
      { name: 'b', password: '$6$salt$hash' },
    ]
    const { status, body } = await composer.post('/compose', large({ users }))
    expect(status).toBe(201)
    const { args } = await claimJob(composer.queue, 'manifest-id-only')
    const { customizations } = JSON.parse(args).Args.Blueprint
    expect(customizations.files).toEqual([filler])
    expect(customizations.user[0].password).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/)
    expect(customizations.user[1].password).toBe('$6$salt$hash')
    const stored = JSON.parse((await composer.queue.readRequest(body.id)) ?? '')
    expect(stored.customizations.files).toEqual([{ ...filler, ensure_parents: false }])
    expect(JSON.stringify(stored)).not.toContain('sesame')
  })

  it('is known again by its key', async () => {
    const key = { 'Idempotency-Key': 'one' }
    const first = await composer.post('/compose', large(), key)
    expect((await composer.post('/compose', large(), key)).body.id).toBe(first.body.id)
    const other = await composer.post('/compose', large({ hostname: 'other' }), key)
    expect([other.status, other.body.id]).toEqual([409, '48'])
  })

  it.each([
    ['does not fit the document', large({ hostname: 5 }), 400, '30', /hostname: must be string$/],
    ['is refused for its meaning', large({ directories: [{ path: '/usr' }] }), 400, '35', /directories\[0\]/],
    ['names what nobody knows', { ...large(), distribution: 'beos-5' }, 400, '4', /beos-5/],
    ['has no end', `${JSON.stringify(large()).slice(0, -1)}`, 400, '30', /not valid JSON$/],
    ['nests deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 400, '30', /deeper than 200 levels$/],
    ['has half a million values', `[${'0,'.repeat(500_001)}0]`, 400, '30', /more than 500000 values$/],
  ])('that %s gets the error of a small one', async (_, body, status, id, details) => {
    const answer = await composer.call('POST', '/compose', { body })
    expect([answer.status, answer.body.id]).toEqual([status, id])
    expect(answer.body.details).toMatch(details)
  })

  it('with a parameter in its content type is refused after its schema and before its meaning', async () => {
    const type = { 'Content-Type': 'application/json; charset=utf-8' }
    const refused = async (body: unknown) => (await composer.post('/compose', body, type)).body.id
    expect(await refused(large({ hostname: 5 }))).toBe('30')
    expect(await refused({ ...large(), distribution: 'beos-5' })).toBe('3')
  })

  it.each(['/depsolve/blueprint', '/search/packages'])('to %s is read like a small one', async (path) => {
    const packages = Array.from({ length: 20_000 }, (_, at) => `package-${at}`)
    const blueprint = { name: 'b', packages: packages.map((name) => ({ name })) }
    const asked = path === '/search/packages' ? { packages } : { blueprint }
    const { body } = await composer.post(path, { distribution: 'beos-5', architecture: 'x86_64', ...asked })
    expect(body.id).toBe('4')
  })

  it('costs the event loop next to nothing, whatever it holds', async () => {
    const counter = await startCounting()
    try {
      const length = 700
      const path = (at: number) => `/etc/${at}${'/abc'.repeat((length - 10) / 4)}`
      const files = Array.from({ length: 10_000 }, (_, at) => ({ path: path(at), data: 'x' }))
      const body = JSON.stringify(composeRequest({ customizations: { files } }))
      // What a first request loads is none of this one's doing.
      await composer.call('POST', '/compose', { body: large() })
      const cost = await counter.count(async () => {
        expect((await composer.call('POST', '/compose', { body })).status).toBe(201)
      })
      // Reading it takes a hundred times as much. The rest is the client's, and passing chunks on.
      expect(cost).toBeLessThan(2_000_000)
    } finally {
      await counter.stop()
    }
  })

  it('is one of a koji compose, too', async () => {
    const body = kojiRequest([{}, {}], { customizations: { files: [filler] } })
    expect((await composer.post('/compose', body)).status).toBe(201)
  })
})

describe('Large requests that come at the same time', () => {
  const bytes = 600_000
  let issuer: JwksServer
  let composer: TestComposer
  beforeAll(async () => {
    issuer = await startJwksServer('ES256')
    composer = await startComposer({
      AUTH_MODE: 'jwt',
      JWT_JWKS_URLS: issuer.url,
      REQUEST_MEMORY_BYTES: String(2 * 1024 * 1024),
    })
  })
  afterAll(async () => {
    await composer.stop()
    await issuer.close()
  })

  const body = () => {
    const one = JSON.stringify(composeRequest({ customizations: { files: [{ ...filler, data: '' }] } }))
    return one.replace('"data":""', `"data":"${'x'.repeat(bytes - one.length)}"`)
  }
  const headers = async (tenant: string) => ({
    Authorization: `Bearer ${await issuer.token({ 'rh-org-id': tenant })}`,
    'Content-Type': 'application/json',
  })
  const post = async (tenant: string) =>
    composer.call('POST', '/compose', { body: body(), headers: await headers(tenant) })

  /** A request of which only the head has come so far. */
  async function begin(tenant: string): Promise<ClientRequest> {
    const sent = request(`${composer.publicUrl}${BASE}/compose`, {
      method: 'POST',
      headers: { ...(await headers(tenant)), 'Content-Length': bytes },
    })
    // One of them is broken off.
    sent.on('error', () => undefined)
    sent.flushHeaders()
    return sent
  }
  async function untilHeld(wanted: number): Promise<void> {
    for (;;) {
      const text = await (await fetch(`${composer.internalUrl}/metrics`)).text()
      if (Number(/^image_builder_composer_request_bytes (\d+)$/m.exec(text)?.[1]) === wanted) return
    }
  }

  it('share a budget, of which a tenant has half', async () => {
    const open = [await begin('a'), await begin('b'), await begin('c')]
    await untilHeld(3 * bytes)
    for (const tenant of ['a', 'd']) {
      const refused = await post(tenant)
      expect([refused.status, refused.body.id, refused.headers.get('retry-after')]).toEqual([503, '503', '5'])
      expect(refused.body.details).toBe('too many large requests are being read; try again later')
    }
    const [first, ...others] = open
    first?.destroy()
    await untilHeld(2 * bytes)
    expect((await post('b')).body.id).toBe('503')
    expect((await post('d')).status).toBe(201)
    await untilHeld(2 * bytes)
    for (const sent of others) {
      sent.end(body())
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      expect(answer.statusCode).toBe(201)
      answer.resume()
    }
    await untilHeld(0)
  })
})
