import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startJwksServer, type JwksServer } from '@composer/testkit'
import { createPasswordPool } from '../src/hashing/password-pool.js'
import { startComposer, type TestComposer } from './composer.js'
import { claimJob } from './finish-job.js'
import { composeRequest } from './requests.js'

const users = (count: number, password = 'open sesame') =>
  composeRequest({
    customizations: { users: Array.from({ length: count }, (_, at) => ({ name: `user-${at}`, password })) },
  })

let issuer: JwksServer
let composer: TestComposer

beforeAll(async () => {
  issuer = await startJwksServer('ES256')
  composer = await startComposer({
    AUTH_MODE: 'jwt',
    JWT_JWKS_URLS: issuer.url,
    PASSWORD_QUEUE_MAX: '200',
    TENANT_MAX_QUEUED_JOBS: '4',
  })
})
afterEach(() => composer.clear())
afterAll(async () => {
  await composer.stop()
  await issuer.close()
})

const post = async (tenant: string, body: unknown, path = '/compose') =>
  composer.post(path, body, { Authorization: `Bearer ${await issuer.token({ 'rh-org-id': tenant })}` })

/** Resolves when so many passwords wait at least. */
async function untilWaiting(least: number): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${composer.internalUrl}/metrics`)).text()
    const [, count] = /composer_passwords\{state="waiting"\} (\d+)/.exec(text) ?? []
    if (Number(count) >= least) return
  }
}

describe('Passwords', () => {
  it('are hashed each with a salt of its own, in the order of the users', async () => {
    const { status } = await post('a', users(3))
    expect(status).toBe(201)
    const { args } = await claimJob(composer.queue, 'manifest-id-only', 'org-a')
    const made = JSON.parse(args).Args.Blueprint.customizations.user as { name: string; password: string }[]
    expect(made.map(({ name }) => name)).toEqual(['user-0', 'user-1', 'user-2'])
    expect(new Set(made.map(({ password }) => password)).size).toBe(3)
    for (const { password } of made) expect(password).toMatch(/^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/)
  })

  it('of one tenant do not wait for the many of another', async () => {
    const many = post('a', users(90))
    await untilWaiting(60)
    const few = post('b', users(1))
    expect(await Promise.race([many.then(() => 'many'), few.then(() => 'few')])).toBe('few')
    for (const answer of [many, few]) expect((await answer).status).toBe(201)
  })

  it('that do not fit in the queue are refused with the advice to come again', async () => {
    const large = post('a', users(250))
    await untilWaiting(1)
    const refused = await post('b', users(200))
    expect([refused.status, refused.body.id]).toEqual([503, '503'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await post('b', composeRequest())).status).toBe(201)
    expect((await large).status).toBe(201)
  })
})

describe('The pool of passwords', () => {
  it('drops what a client waits for that has left', async () => {
    const pool = createPasswordPool({ threads: 1, maxWaiting: 1000 })
    const gone = new AbortController()
    const answer = pool.hashAll('a', Array<string>(300).fill('x'), gone.signal)
    const refusal = expect(answer).rejects.toThrow('The caller went away')
    expect(pool.load()).toEqual({ waiting: 299, running: 1 })
    gone.abort()
    expect(pool.load()).toEqual({ waiting: 0, running: 1 })
    await refusal
    await pool.close()
  })

  it('counts a long password for several', async () => {
    const pool = createPasswordPool({ threads: 1, maxWaiting: 10 })
    const gone = new AbortController()
    const answer = pool.hashAll('a', ['x', 'y'.repeat(4096)], gone.signal).catch(() => undefined)
    expect(pool.load().waiting).toBe(9)
    gone.abort()
    await answer
    await pool.close()
  })
})

describe('A tenant with as many queued jobs as it may have', () => {
  it('gets no more until some are taken, and others do not notice', async () => {
    for (const _ of [1, 2]) expect((await post('a', composeRequest())).status).toBe(201)
    for (const [path, body] of [
      ['/compose', composeRequest()],
      ['/search/packages', { distribution: 'centos-9', architecture: 'x86_64', packages: ['vim'] }],
      ['/depsolve/blueprint', { distribution: 'centos-9', architecture: 'x86_64', blueprint: { name: 'b' } }],
    ] as const) {
      const answer = await post('a', body, path)
      expect([path, answer.status, answer.body.id]).toEqual([path, 429, '429'])
      expect([answer.headers.get('retry-after'), answer.body.details]).toEqual([
        '30',
        '4 jobs of this tenant are queued, which is the limit; try again later',
      ])
    }
    expect((await post('b', composeRequest())).status).toBe(201)
    await claimJob(composer.queue, 'manifest-id-only', 'org-a')
    expect((await post('a', composeRequest())).status).toBe(201)
  })
})
