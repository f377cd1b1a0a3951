import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { composerDocument, readOperations } from '@composer/contracts'
import { startJwksServer, type JwksServer } from '@composer/testkit'
import { startComposer } from './composer.js'
import type { Answer, TestComposer } from './composer.js'
import { buildResult, finishJob } from './finish-job.js'
import { awsImage, composeRequest, kojiRequest } from './requests.js'

const UNKNOWN = '0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0'

let issuer: JwksServer
let composer: TestComposer

beforeAll(async () => {
  issuer = await startJwksServer('ES256')
  composer = await startComposer({ AUTH_MODE: 'jwt', JWT_JWKS_URLS: issuer.url })
})
afterAll(async () => {
  await composer.stop()
  await issuer.close()
})

const as = async (tenant: string) => ({
  Authorization: `Bearer ${await issuer.token({ 'rh-org-id': tenant })}`,
})

/** What an answer says, apart from the number of the request. */
const content = ({ status, body }: Answer) => ({ status, ...body, operation_id: '' })

/** A finished AWS compose with a clone under way, and a koji compose, of one tenant. */
async function populate(tenant: string) {
  const headers = await as(tenant)
  const channel = `org-${tenant}`
  const compose = await composer.post('/compose', composeRequest({}, awsImage), headers)
  await finishJob(composer.queue, 'manifest-id-only', undefined, channel)
  const target = { name: 'org.osbuild.aws', options: { ami: 'ami-1', region: 'eu-west-1' } }
  await finishJob(composer.queue, 'osbuild:x86_64', buildResult([target]), channel)
  const composeId = compose.body.id as string
  const clone = await composer.post(`/composes/${composeId}/clone`, { region: 'us-east-1' }, headers)
  const koji = await composer.post('/compose', kojiRequest(), headers)
  return { composeId, cloneId: clone.body.id as string, kojiId: koji.body.id as string }
}

/** Every operation with an id of the tenant's in its path; those that take a body get that of a clone. */
const routes = readOperations(composerDocument())
  .filter(({ path }) => /^\/(composes|clones)\/\{id\}/.test(path))
  .map(({ method, path, bodyTypes }): [method: string, path: string, body: object | undefined] => [
    method.toUpperCase(),
    path,
    bodyTypes.length > 0 ? { region: 'us-east-1' } : undefined,
  ])

describe("another tenant's id", () => {
  let ids: { composeId: string; cloneId: string; kojiId: string }
  beforeAll(async () => {
    ids = await populate('1')
  })

  it.each(routes)('is answered at %s %s like one that does not exist', async (method, path, body) => {
    const call = async (id: string) =>
      composer.call(method, path.replace('{id}', id), { headers: await as('2'), ...(body && { body }) })
    const unknown = await call(UNKNOWN)

    expect([unknown.status, unknown.body.id]).toStrictEqual([404, '15'])
    for (const id of Object.values(ids)) expect(content(await call(id))).toStrictEqual(content(unknown))
  })

  it('is still there for its owner after all of that', async () => {
    for (const id of [ids.composeId, ids.kojiId])
      expect((await composer.get(`/composes/${id}`, await as('1'))).status).toBe(200)
    expect((await composer.get(`/clones/${ids.cloneId}`, await as('1'))).status).toBe(200)
  })

  it('is in the list of its owner alone, and so is the total', async () => {
    const own = (await composer.get('/composes/', await as('1'))).body
    const other = (await composer.get('/composes/', await as('2'))).body

    expect(own.items.map((item: { id: string }) => item.id)).toStrictEqual([ids.kojiId, ids.composeId])
    expect([own.total, other.total, other.items]).toStrictEqual([2, 0, []])
  })
})

describe('an idempotency key', () => {
  it('belongs to its tenant', async () => {
    const post = async (tenant: string) =>
      composer.post('/compose', composeRequest(), { ...(await as(tenant)), 'Idempotency-Key': 'the-same' })

    const ids = [await post('3'), await post('4'), await post('3')].map(({ body }) => body.id as string)
    expect(ids[2]).toBe(ids[0])
    expect(ids[1]).not.toBe(ids[0])
  })
})

describe('a request without a tenant', () => {
  it.each(['/composes/', '/errors/5', '/nothing', `/composes/${UNKNOWN}`])(
    'is refused at %s with 401',
    async (path) => {
      const { status, headers, body } = await composer.get(path)

      expect([status, body.id]).toStrictEqual([401, '401'])
      expect(headers.get('www-authenticate')).toBe('Bearer realm="image-builder-composer/v2"')
    },
  )

  it.each(['/openapi', '/errors'])('is welcome at %s', async (path) => {
    expect((await composer.get(path)).status).toBe(200)
    expect((await composer.get(path, { Authorization: 'Bearer nonsense' })).status).toBe(200)
  })

  it('is refused with 28 when the token is good', async () => {
    const { status, body } = await composer.get('/composes/', await as(''))

    expect([status, body.id]).toStrictEqual([400, '28'])
  })
})
