import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createSigningKey, signToken, startJwksServer, type JwksServer } from '@composer/testkit'
import { createGuardedApp, type GuardedApp } from './guarded-app.js'

let issuer: JwksServer
let clock: number
const opened: GuardedApp[] = []

beforeEach(async () => {
  clock = 0
  issuer = await startJwksServer('ES256')
})
afterEach(async () => {
  for (const app of opened.splice(0)) app.close()
  await issuer.close()
})

/** An app with a clock of ours for its keys: five minutes old at most, fetched every ten seconds at most. */
async function guard(urls: string[] = [issuer.url], limits: object = {}): Promise<GuardedApp> {
  const app = await createGuardedApp({ JWT_JWKS_URLS: urls.join(',') }, { now: () => clock, ...limits })
  opened.push(app)
  return app
}
const statusOf = async (app: GuardedApp, token: string) => (await app.ask(token)).status

describe('The keys of an issuer', () => {
  it('are fetched with the first token and then kept', async () => {
    const app = await guard()
    expect(issuer.requests()).toBe(0)
    for (let round = 0; round < 3; round += 1) expect(await statusOf(app, await issuer.token())).toBe(200)
    expect(issuer.requests()).toBe(1)
  })

  it('come with the time of their server, however old a cache made them', async () => {
    const times: unknown[] = []
    const app = await guard([issuer.url], {
      onServerTime: (time: unknown) => times.push(time),
      minIntervalMs: 0,
    })
    const answer = (headers: Record<string, string>) =>
      issuer.behave((_req, res) => {
        res.sendDate = false
        res.writeHead(200, headers).end(JSON.stringify({ keys: [issuer.key.jwk] }))
      })
    const unknown = await signToken(await createSigningKey('unknown', 'ES256'))
    for (const headers of [
      { Date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
      { Date: 'Thu, 01 Jan 2026 00:00:00 GMT', Age: '60' },
      { Date: 'yesterday' },
      {},
    ] as Record<string, string>[]) {
      answer(headers)
      await statusOf(app, unknown)
    }
    const midnight = Date.UTC(2026, 0, 1)
    expect(times).toEqual([midnight, midnight + 60_000, undefined, undefined])
  })

  it('are fetched once for tokens that come at the same time', async () => {
    const app = await guard()
    const token = await issuer.token()
    const answers = await Promise.all([1, 2, 3, 4].map(() => statusOf(app, token)))
    expect(answers).toEqual([200, 200, 200, 200])
    expect(issuer.requests()).toBe(1)
  })

  it('that are rotated in are known with their first token', async () => {
    const app = await guard()
    expect(await statusOf(app, await issuer.token())).toBe(200)
    const fresh = await createSigningKey('fresh', 'ES256')
    issuer.show(issuer.key, fresh)
    clock += 11_000
    expect(await statusOf(app, await signToken(fresh))).toBe(200)
    expect(await statusOf(app, await issuer.token())).toBe(200)
    expect(issuer.requests()).toBe(2)
  })

  it('are not fetched more than every ten seconds for unknown key ids', async () => {
    const app = await guard()
    const unknown = await signToken(await createSigningKey('unknown', 'ES256'))
    for (let round = 0; round < 5; round += 1) expect(await statusOf(app, unknown)).toBe(401)
    expect(issuer.requests()).toBe(1)
    clock += 10_000
    expect(await statusOf(app, unknown)).toBe(401)
    expect(issuer.requests()).toBe(2)
  })

  it('that were withdrawn are dropped when they are five minutes old', async () => {
    const app = await guard()
    const old = await issuer.token()
    expect(await statusOf(app, old)).toBe(200)
    issuer.show(await createSigningKey('fresh', 'ES256'))
    clock += 300_000
    expect(await statusOf(app, old)).toBe(401)
  })

  it('are all dropped by an empty set, which is an answer too', async () => {
    const app = await guard()
    const token = await issuer.token()
    expect(await statusOf(app, token)).toBe(200)
    issuer.show()
    clock += 300_000
    expect(await statusOf(app, token)).toBe(401)
  })

  it('are renewed in the background at half of that age', async () => {
    const app = await guard()
    const token = await issuer.token()
    expect(await statusOf(app, token)).toBe(200)
    const asked = new Promise<void>((resolve) => {
      issuer.behave((_req, res) => {
        resolve()
        res.end(JSON.stringify({ keys: [] }))
      })
    })
    clock += 150_000
    expect(await statusOf(app, token)).toBe(200)
    await asked
  })

  it('may stand beside keys that are of no use', async () => {
    issuer.behave((_req, res) => {
      const odd = [{}, { kty: 'RSA', kid: 'broken' }, { kty: 'oct', kid: 'secret', k: 'AAAA' }, null]
      res.end(JSON.stringify({ keys: [...odd, issuer.key.jwk] }))
    })
    expect(await statusOf(await guard(), await issuer.token())).toBe(200)
  })
})

describe('An issuer in trouble', () => {
  it('at the start refuses its tokens, and lets them in once it is there', async () => {
    issuer.behave((_req, res) => res.destroy())
    const app = await guard()
    const token = await issuer.token()
    expect(await statusOf(app, token)).toBe(401)
    issuer.behave()
    expect(await statusOf(app, token)).toBe(401)
    clock += 10_000
    expect(await statusOf(app, token)).toBe(200)
    expect(app.log.lines().map(({ message }) => message)).toEqual(
      expect.arrayContaining(['A key set cannot be fetched', 'A key set can be fetched again']),
    )
  })

  it('later keeps the trust in the keys it had', async () => {
    const app = await guard()
    const token = await issuer.token()
    expect(await statusOf(app, token)).toBe(200)
    issuer.behave((_req, res) => res.destroy())
    for (let round = 0; round < 3; round += 1) {
      clock += 400_000
      expect(await statusOf(app, token)).toBe(200)
    }
  })

  it.each<[string, Parameters<JwksServer['behave']>[0], RegExp]>([
    ['answers with an error', (_req, res) => res.writeHead(503).end(), /answered 503/],
    [
      'sends to another place',
      (_req, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /answered 302/,
    ],
    ['answers something else', (_req, res) => res.end('<html>'), /not JSON/],
    ['answers null', (_req, res) => res.end('null'), /no list of keys/],
    ['answers without keys', (_req, res) => res.end('{"keys":{}}'), /no list of keys/],
    ['answers without end', (_req, res) => flood(res), /more than 524288 bytes/],
    ['hangs up in the middle', (_req, res) => res.write('{', () => res.destroy()), /./],
  ])('that %s is logged with the reason', async (_name, behaviour, reason) => {
    issuer.behave(behaviour)
    const app = await guard()
    expect(await statusOf(app, await issuer.token())).toBe(401)
    expect(await app.log.next('A key set cannot be fetched')).toMatchObject({
      url: issuer.url,
      reason: expect.stringMatching(reason),
    })
  })

  it('that never answers is given up', async () => {
    issuer.behave(() => undefined)
    const app = await guard([issuer.url], { timeoutMs: 50 })
    expect(await statusOf(app, await issuer.token())).toBe(401)
    expect(await app.log.next('A key set cannot be fetched')).toMatchObject({
      reason: 'no whole answer in 50 ms',
    })
  })

  it('costs the tokens of another issuer nothing, not even time', async () => {
    const slow = await startJwksServer('ES256')
    slow.behave(() => undefined)
    const app = await guard([slow.url, issuer.url, 'http://127.0.0.1:1/keys'], { timeoutMs: 3_600_000 })
    const token = await issuer.token()
    for (let round = 0; round < 3; round += 1) {
      expect(await statusOf(app, token)).toBe(200)
      clock += 400_000
    }
    await slow.close()
  })

  it('is no reason to forget which issuer a key is of', async () => {
    const other = await startJwksServer('ES256')
    const app = await guard([issuer.url, other.url])
    expect(await statusOf(app, await issuer.token())).toBe(200)
    clock += 10_000
    expect(await statusOf(app, await other.token())).toBe(200)
    await other.close()
  })

  function flood(res: {
    write(text: string): boolean
    once(event: 'drain', next: () => void): unknown
    destroyed: boolean
  }) {
    while (!res.destroyed && res.write(' '.repeat(65_536)));
    if (!res.destroyed) res.once('drain', () => flood(res))
  }
})

describe('A service that starts while the key server is away', () => {
  it('is not ready until it has keys, and stays so when that goes away again', async () => {
    issuer.behave((_req, res) => res.writeHead(503).end())
    const app = await guard()
    const ready = () => Promise.all(app.checks.map(({ check }) => check()))
    await expect(ready()).rejects.toThrow('no key set was fetched yet')
    issuer.behave()
    // Not asked again at once; but not only after the interval of a set that was fetched.
    await expect(ready()).rejects.toThrow('no key set was fetched yet')
    clock += 1000
    expect(await ready()).toEqual(['known'])
    expect(await statusOf(app, await issuer.token())).toBe(200)
    issuer.behave((_req, res) => res.writeHead(503).end())
    clock += 1_000_000
    expect(await ready()).toEqual(['known'])
  })

  it('is ready with the keys of one issuer of two', async () => {
    const app = await guard(['http://127.0.0.1:9/keys', issuer.url])
    expect(await app.checks[0]?.check()).toBe('known')
  })

  it('needs no keys without authentication', async () => {
    const app = await createGuardedApp({ AUTH_MODE: 'none' })
    opened.push(app)
    expect(app.checks).toEqual([])
  })
})
