import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  createWorkerClient,
  type OAuthOptions,
  type WorkerClient,
  type WorkerClientOptions,
} from '../src/index.js'
import { type FakeServer, startFakeServer } from './fake-worker-api.js'

describe('a worker client with OAuth', () => {
  let api: FakeServer
  let issuer: FakeServer
  let client: WorkerClient
  let issued: number
  beforeEach(async () => {
    issued = 0
    api = await startFakeServer()
    issuer = await startFakeServer()
    issuer.answer = () => ({ status: 200, json: { access_token: `token-${++issued}` } })
  })
  afterEach(async () => {
    await client.close()
    await api.close()
    await issuer.close()
  })

  const connect = (secrets: Partial<OAuthOptions>, more: Partial<WorkerClientOptions> = {}) => {
    const oauth = { url: `${issuer.url}/token`, clientId: 'worker', ...secrets }
    client = createWorkerClient({ url: api.url, arch: 'x86_64', oauth, ...more })
  }
  const accept = (token: string) => {
    api.answer = ({ headers }) => ({ status: headers.authorization === `Bearer ${token}` ? 200 : 401 })
  }
  const formSent = () => Object.fromEntries(new URLSearchParams(issuer.calls[0]?.body))

  it('gets a token with its client secret and uses it', async () => {
    connect({ clientSecret: 's3cret' })
    accept('token-1')

    await client.status()
    await client.status()

    expect(formSent()).toEqual({
      grant_type: 'client_credentials',
      client_id: 'worker',
      client_secret: 's3cret',
    })
    expect(issuer.calls).toHaveLength(1)
  })

  it('gets a token with its refresh token', async () => {
    connect({ refreshToken: 'offline' })
    accept('token-1')

    await client.status()

    expect(formSent()).toEqual({ grant_type: 'refresh_token', client_id: 'worker', refresh_token: 'offline' })
  })

  it('renews the token once on 401 and repeats the call', async () => {
    connect({ clientSecret: 's' })
    accept('token-2')

    await client.status()

    expect(api.calls.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
  })

  it('repeats an upload from its start', async () => {
    connect({ clientSecret: 's' })
    api.answer = () => ({
      status: 201,
      json: { id: 'j', type: 'osbuild', location: '/jobs/t', artifact_location: '/jobs/t/artifacts/' },
    })
    const job = await client.requestJob(['osbuild'])
    accept('token-2')

    await job?.upload('a', async function* () {
      yield Buffer.from('whole')
    })

    expect(api.calls.slice(1).map(({ body }) => body)).toEqual(['whole', 'whole'])
  })

  it('takes a second 401 for an ordinary failure', async () => {
    connect({ clientSecret: 's' })
    accept('never issued')

    await expect(client.status()).rejects.toThrow('GET status was answered 401')
    expect(api.calls).toHaveLength(2)
  })

  it('renews once for calls that were refused together', async () => {
    connect({ clientSecret: 's' })
    accept('token-2')

    await Promise.all([client.status(), client.status(), client.status()])

    expect(issued).toBe(2)
  })

  it('tries again after the token service failed, and repeats none of its words', async () => {
    connect({ clientSecret: 's3cret' })
    accept('token-1')
    const works = issuer.answer
    issuer.answer = () => ({ status: 500, raw: 'your secret s3cret is wrong' })

    const failed = client.status()
    await expect(failed).rejects.toThrow(/^the token service answered 500$/)
    issuer.answer = works

    await expect(client.status()).resolves.toBeUndefined()
  })

  it.each([
    ['that is about to expire before it is refused', 0, ['Bearer token-1', 'Bearer token-2']],
    ['that is good for an hour only once', 3600, ['Bearer token-1', 'Bearer token-1']],
  ])('gets a token %s', async (_, life, used) => {
    issuer.answer = () => ({ status: 200, json: { access_token: `token-${++issued}`, expires_in: life } })
    connect({ clientSecret: 's' })
    api.answer = () => ({ status: 200 })

    await client.status()
    await client.status()

    expect(api.calls.map(({ headers }) => headers.authorization)).toEqual(used)
  })

  it('goes on with a token that is about to expire while the token service is away', async () => {
    issuer.answer = () =>
      issued === 0 ? { status: 200, json: { access_token: `token-${++issued}`, expires_in: 0 } } : 'hang up'
    connect({ clientSecret: 's' })
    accept('token-1')

    await client.status()

    await expect(client.status()).resolves.toBeUndefined()
  })

  it('tells once of a renewal that failed for several calls, without a secret', async () => {
    issuer.answer = ({ body }) =>
      issued === 0
        ? { status: 200, json: { access_token: `token-${++issued}`, expires_in: 0 } }
        : { status: 400, json: { error: 'invalid_client', echo: body } }
    const failures: unknown[] = []
    connect({ clientSecret: 's3cret' }, { onTokenFailure: (error) => failures.push(error) })
    accept('token-1')
    await client.status()
    expect(failures).toEqual([])

    await Promise.all([client.status(), client.status(), client.status()])

    expect(issuer.calls).toHaveLength(2)
    expect(failures.map(String)).toEqual(['AccessTokenError: the token service answered 400'])
    expect(inspect(failures)).not.toContain('s3cret')
  })

  it('refuses options without any secret', () => {
    connect({ clientSecret: 's' })

    expect(() =>
      createWorkerClient({ url: api.url, arch: 'x86_64', oauth: { url: issuer.url, clientId: 'worker' } }),
    ).toThrow('oauth needs a clientSecret or a refreshToken')
  })
})
