import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createComposerApi } from '@composer/composer-api'
import { createTokenIssuer, type TokenIssuer } from '@composer/dev-stack'
import { createServiceHome, type ServiceHome } from '@composer/testkit'
import { createWorkerApi } from '@composer/worker-api'
import { createWorkerClient } from '@composer/worker-client'
import { describeWith } from '../programs.js'
import { manifestResult } from '../system/build-results.js'
import { call } from '../system/call.js'
import { localRequest } from '../system/compose-requests.js'
import { startMovingProxy, type MovingProxy } from './moving-proxy.js'
import { OLD_PATHS, startOldInstallation, type OldInstallation } from './old-installation.js'
import { tokenOf } from './token-of.js'

const NEW_WORKER_PATH = '/api/image-builder-worker/v2'

describeWith('haproxy', 'The old installation and this one behind one address', (haproxy) => {
  let home: ServiceHome
  let issuer: TokenIssuer
  /** Each test has a lane of its own. */
  let tenant: string
  let token: string
  let composer: Awaited<ReturnType<typeof createComposerApi>>
  let worker: Awaited<ReturnType<typeof createWorkerApi>>
  let old: OldInstallation
  let proxy: MovingProxy

  beforeAll(async () => {
    home = await createServiceHome()
    issuer = await createTokenIssuer()
    const settings = {
      ...home.environment,
      AUTH_MODE: 'jwt',
      JWT_JWKS_URLS: issuer.jwksUrl,
      MANIFESTS: 'workers',
    }
    composer = await createComposerApi(settings)
    worker = await createWorkerApi({
      ...settings,
      BASE_PATH: NEW_WORKER_PATH,
      REQUEST_JOB_TIMEOUT_SECONDS: '1',
    })
  })
  afterAll(async () => {
    await composer.stop()
    await worker.stop()
    await issuer.close()
    await home.remove()
  })
  beforeEach(async () => {
    tenant = randomUUID()
    token = await tokenOf(issuer, tenant)
    old = await startOldInstallation()
  })
  afterEach(async () => {
    await proxy.stop()
    await old.close()
  })

  async function stands(move: string, lastJobsShare = 0): Promise<void> {
    const portOf = (url: string) => Number(new URL(url).port)
    const ports = {
      oldComposer: old.port,
      oldWorkers: old.port,
      newComposer: portOf(composer.publicUrl),
      newWorkers: portOf(worker.publicUrl),
    }
    proxy = await startMovingProxy(haproxy, move, ports, lastJobsShare)
  }
  const ask = (method: string, path: string, body?: object) =>
    call(proxy.composerUrl + OLD_PATHS.composer + path, method, { token, ...(body && { body }) })
  const compose = async (): Promise<string> =>
    (await ask('POST', '/compose', localRequest('a'))).body.id as string
  const requestsToOld = () => old.arrived.map(({ request }) => request)
  const isOfNew = (id: string) => id[14] === '7'
  const workerClient = () =>
    createWorkerClient({
      url: proxy.workerUrl,
      basePath: OLD_PATHS.worker,
      arch: 'x86_64',
      oauth: { url: issuer.tokenUrl, clientId: tenant, clientSecret: 'none' },
    })

  describe('while they run in parallel', () => {
    it('makes new composes here and reads them here', async () => {
      await stands('parallel')
      const id = await compose()
      expect(isOfNew(id)).toBe(true)
      expect((await ask('GET', `/composes/${id}`)).body).toMatchObject({ id, status: 'pending' })
      expect((await ask('GET', `/composes/${id}/metadata`)).status).toBe(200)
      expect((await ask('DELETE', `/composes/${id}`)).status).toBe(200)
      expect(old.arrived).toEqual([])
    })

    it.each([
      ['GET', ''],
      ['HEAD', ''],
      ['GET', '/logs'],
      ['DELETE', ''],
      ['POST', '/clone'],
    ])('leaves composes of the old one to it, with the caller’s token: %s %s', async (method, suffix) => {
      await stands('parallel')
      const path = `/composes/${old.compose}${suffix}`
      const answer = await ask(method, path, method === 'POST' ? { region: 'eu-west-1' } : undefined)
      expect(answer.status).toBeLessThan(300)
      expect(old.arrived).toEqual([{ request: `${method} ${path}`, authorization: `Bearer ${token}` }])
    })

    it.each(['composes', 'clones'])(
      'asks the old one for /%s of an id of its kind, whoever knows it',
      async (kind) => {
        await stands('parallel')
        const path = `/${kind}/${randomUUID()}`
        expect((await ask('GET', path)).body.reason).toBe('the old installation does not know it')
        expect(requestsToOld()).toEqual([`GET ${path}`])
      },
    )

    it('hands jobs of here to workers of the old one, which end those of the old one there', async () => {
      await stands('parallel')
      const id = await compose()
      const client = workerClient()
      try {
        const job = await client.requestJob(['image-builder-manifest'])
        expect(job?.composeId).toBe(id)
        expect(await job?.heartbeat()).toBe('running')
        expect(await job?.report(manifestResult())).toBe('accepted')
        expect(old.arrived).toEqual([])

        const running = `${proxy.workerUrl}${OLD_PATHS.worker}/jobs/${old.token}`
        expect((await call(running, 'GET', { token })).status).toBe(200)
        expect((await call(running, 'PATCH', { token, body: { result: {} } })).status).toBe(200)
        await client.register()
        expect(requestsToOld()).toEqual([
          `GET /jobs/${old.token}`,
          `PATCH /jobs/${old.token}`,
          'POST /workers',
        ])
      } finally {
        await client.close()
      }
    })

    it('lets some workers ask the old one, whose registrations they have', async () => {
      await stands('parallel', 100)
      await compose()
      const client = workerClient()
      try {
        await client.requestJob(['osbuild'], { workerId: await client.register() })
        expect(requestsToOld()).toEqual(['POST /workers', 'POST /jobs'])
      } finally {
        await client.close()
      }
    })
  })

  describe('during the last import', () => {
    it('reads composes of the old one there, and puts off what would change them', async () => {
      await stands('last-import')
      const path = `/composes/${old.compose}`
      expect((await ask('GET', path)).status).toBe(200)
      const refused = [await ask('DELETE', path), await ask('POST', `${path}/clone`, { region: 'eu-west-1' })]
      expect(refused.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
        [503, '60'],
        [503, '60'],
      ])
      expect(requestsToOld()).toEqual([`GET ${path}`])
      const id = await compose()
      expect((await ask('DELETE', `/composes/${id}`)).status).toBe(200)
    })
  })

  describe('when the move is done', () => {
    it('asks this one for everything, and workers need not be told', async () => {
      await stands('done')
      const gone = await ask('GET', `/composes/${old.compose}`)
      expect(gone.body).toMatchObject({ id: '15', details: 'job does not exist' })
      const id = await compose()
      const client = workerClient()
      try {
        const workerId = await client.register()
        expect(await client.sendWorkerStatus(workerId)).toBe('known')
        expect((await client.requestJob(['image-builder-manifest'], { workerId }))?.composeId).toBe(id)
      } finally {
        await client.close()
      }
      expect(old.arrived).toEqual([])
    })
  })

  describe('on the way back', () => {
    it('makes new composes at the old one, and finds here what was made here', async () => {
      await stands('parallel')
      const id = await compose()
      await proxy.stop()
      await stands('back')
      expect(isOfNew(await compose())).toBe(false)
      expect((await ask('GET', `/composes/${id}`)).body).toMatchObject({ id, status: 'pending' })
      expect((await ask('GET', `/composes/${old.compose}`)).body.id).toBe(old.compose)
      expect((await ask('DELETE', `/composes/${id}`)).status).toBe(200)
      expect(requestsToOld()).toEqual(['POST /compose', `GET /composes/${old.compose}`])
    })

    it.each([
      [0, 'the old one', ['POST /jobs']],
      [100, 'this one', []],
    ])('with a share of %i, workers ask %s', async (share, _, expected) => {
      await stands('back', share)
      const client = workerClient()
      try {
        await client.requestJob(['osbuild'])
        expect(requestsToOld()).toEqual(expected)
      } finally {
        await client.close()
      }
    })
  })
})
