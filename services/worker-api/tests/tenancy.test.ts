import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startJwksServer, type JwksServer } from '@composer/testkit'
import { rawRequest } from './raw-request.js'
import { BASE, startWorkerApi, unknownToken, type Answer, type TestWorkerApi } from './worker.js'

let issuer: JwksServer
let api: TestWorkerApi

beforeAll(async () => {
  issuer = await startJwksServer('ES256')
  api = await startWorkerApi({ AUTH_MODE: 'jwt', JWT_JWKS_URLS: issuer.url })
})
afterAll(async () => {
  await api.stop()
  await issuer.close()
})
beforeEach(() => api.clear())

const bearer = async (claims: Record<string, unknown>) => ({
  Authorization: `Bearer ${await issuer.token(claims)}`,
})
const as = async (tenant: string, method: string, path: string, body?: unknown): Promise<Answer> =>
  api.call(method, path, {
    ...(body !== undefined && { body }),
    headers: await bearer({ 'rh-org-id': tenant }),
  })
const enqueue = async (tenant: string): Promise<string> => {
  const { composeId } = await api.queue.enqueue({
    channel: `org-${tenant}`,
    kind: 'image',
    request: null,
    retentionSeconds: 3600,
    jobs: [{ ref: 'job', type: 'depsolve', role: 'solve', args: '{}', dependsOn: [] }],
  })
  return composeId
}
const request = (tenant: string) => as(tenant, 'POST', '/jobs', { types: ['depsolve'], arch: 'x86_64' })
const take = async (tenant: string) => {
  const id = await enqueue(tenant)
  const { body } = await request(tenant)
  return { id, token: String(body.location).split('/').at(-1) ?? '' }
}

describe('A tenant', () => {
  it("gets its own jobs, and never another's", async () => {
    await enqueue('1')
    expect((await request('2')).status).toBe(204)
    const own = await enqueue('2')
    expect((await request('2')).body.id).toBe(own)
  })

  const calls: [string, (token: string) => [string, string, unknown?]][] = [
    ['GET', (token) => ['GET', `/jobs/${token}`]],
    ['PATCH result', (token) => ['PATCH', `/jobs/${token}`, { result: { packages: [] } }]],
    [
      'PATCH partial',
      (token) => ['PATCH', `/jobs/${token}`, { partial: { progress: { done: 1, total: 2 } } }],
    ],
    ['PATCH {}', (token) => ['PATCH', `/jobs/${token}`, {}]],
    ['PUT artifact', (token) => ['PUT', `/jobs/${token}/artifacts/disk`, 'bytes']],
  ]
  const states: [string, (token: string, id: string) => Promise<unknown>][] = [
    ['running', async () => undefined],
    ['cancelled', (_token, id) => api.queue.cancelGraph(id, 'org-1')],
    ['finished', (token) => as('1', 'PATCH', `/jobs/${token}`, { result: { packages: [] } })],
  ]
  const matrix = calls.flatMap(([call]) => states.map(([state]) => [call, state] as const))

  it.each(matrix)(
    'cannot tell with %s a foreign token of a %s job from one that never was',
    async (call, state) => {
      const made = calls.find(([name]) => name === call)?.[1]
      const reach = states.find(([name]) => name === state)?.[1]
      if (!made || !reach) throw new Error('no such case')
      const { id, token } = await take('1')
      await reach(token, id)
      const before = await api.queue.readGraph(id, 'org-1')
      const foreign = await as('2', ...made(token))
      const never = unknownToken()
      const unknown = await as('2', ...made(never))
      const face = ({ status, body }: Answer, asked: string) =>
        [status, JSON.stringify({ ...body, operation_id: '' })].map((text) =>
          String(text).replaceAll(asked, ''),
        )
      expect(face(foreign, token)).toEqual(face(unknown, never))
      expect(foreign.status).toBe(404)
      expect(await api.queue.readGraph(id, 'org-1')).toEqual(before)
    },
  )

  it('keeps its worker registrations to itself', async () => {
    const { body } = await as('1', 'POST', '/workers', { arch: 'x86_64' })
    const path = `/workers/${String(body.worker_id)}/status`
    expect((await as('2', 'POST', path)).body.id).toBe('18')
    expect((await as('1', 'POST', path)).status).toBe(200)
  })
})

describe('A request without a good token', () => {
  const routes: [string, string][] = [
    ['GET', '/status'],
    ['GET', '/errors/5'],
    ['POST', '/jobs'],
    ['GET', '/jobs/x'],
    ['PATCH', '/jobs/x'],
    ['PUT', '/jobs/x/artifacts/y'],
    ['POST', '/workers'],
    ['POST', '/workers/x/status'],
  ]
  it.each(routes)('is 401 before anything else for %s %s', async (method, path) => {
    const tokens: Record<string, string>[] = [{}, { Authorization: 'Bearer x.y.z' }]
    for (const headers of tokens) {
      const answer = await rawRequest(api.publicUrl, {
        method,
        path: BASE + path,
        headers,
        ...(method !== 'GET' && { body: '{' }),
      }).answer
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([
        401,
        expect.stringMatching(/^Bearer realm="image-builder-worker\/v1"/),
      ])
    }
  })

  it('may read the description', async () => {
    expect((await api.call('GET', '/openapi')).status).toBe(200)
  })

  it('is told so before a large upload is read', async () => {
    let sent = 0
    async function* endless() {
      for (;;) {
        sent += 64 * 1024
        yield Buffer.alloc(64 * 1024)
      }
    }
    const upload = rawRequest(api.publicUrl, {
      method: 'PUT',
      path: `${BASE}/jobs/x/artifacts/y`,
      body: endless(),
    })
    expect((await upload.answer).status).toBe(401)
    upload.sent.destroy()
    expect(sent).toBeGreaterThan(0)
  })

  it('that names no tenant is error 16', async () => {
    const headers = await bearer({ 'rh-org-id': undefined })
    const { status, body } = await api.call('POST', '/jobs', { body: {}, headers })
    expect([status, body.id]).toEqual([400, '16'])
  })

  it('does not disturb others with the same good token at the same time', async () => {
    const headers = await bearer({})
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.call('POST', '/workers', { body: { arch: 'x86_64' }, headers })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  })
})
