import { createHmac, createPublicKey, KeyObject, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import request from 'supertest'
import {
  createSigningKey,
  signToken,
  startJwksServer,
  type JwksServer,
  type SigningKey,
  type TokenClaims,
} from '@composer/testkit'
import { basePath, createGuardedApp, type GuardedApp } from './guarded-app.js'

const now = () => Math.floor(Date.now() / 1000)
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')

const claimsOf = (more: object) => ({ iat: now(), exp: now() + 300, 'rh-org-id': '000001', ...more })

let issuer: JwksServer
let guarded: GuardedApp

beforeAll(async () => {
  issuer = await startJwksServer()
  guarded = await createGuardedApp({ JWT_JWKS_URLS: issuer.url })
})
afterAll(async () => {
  guarded.close()
  await issuer.close()
})
beforeEach(() => guarded.log.clear())

/** Asks with a token of these claims and expects a refusal with this reason. */
async function expectRefusal(token: string, reason: string) {
  const answer = await guarded.ask(token)
  expect([answer.status, answer.body.reason]).toEqual([401, reason])
}

/** A token as no well-behaved library makes it: any header over the usual one, any bytes as claims. */
function signed(header: object, claims?: Buffer, key: SigningKey = issuer.key): string {
  const unsigned = [
    encode({ alg: key.algorithm, kid: key.kid, typ: 'JWT', ...header }),
    (claims ?? Buffer.from(JSON.stringify(claimsOf({})))).toString('base64url'),
  ].join('.')
  const hash = (header as { alg?: string }).alg === 'RS512' ? 'sha512' : 'sha256'
  return `${unsigned}.${sign(hash, Buffer.from(unsigned), KeyObject.from(key.privateKey)).toString('base64url')}`
}

describe('A bearer token', () => {
  it('lets its tenant in, into the tenant’s channel', async () => {
    const answer = await guarded.ask(await issuer.token())
    expect(answer.body).toEqual({ role: 'tenant', tenant: '000001', channel: 'org-000001' })
  })

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'ES256'])('may be signed with %s', async (algorithm) => {
    const own = await startJwksServer()
    const key = await createSigningKey('other', algorithm)
    own.show(key)
    const app = await createGuardedApp({ JWT_JWKS_URLS: own.url })
    expect((await app.ask(await signToken(key))).status).toBe(200)
    await own.close()
  })

  it('is refused once it expires, although it was good a moment ago', async () => {
    const token = await signToken(issuer.key, { exp: now() + 300 })
    for (let round = 0; round < 2; round += 1) expect((await guarded.ask(token)).status).toBe(200)
    const later = Date.now() + 300_000
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later)
    await expectRefusal(token, 'Bearer token is expired')
    clock.mockRestore()
  })

  it('that was good does not help one that differs in a letter', async () => {
    const token = await issuer.token()
    expect((await guarded.ask(token)).status).toBe(200)
    const at = token.length - 20
    const other = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
    await expectRefusal(other, "Bearer token can't be verified")
  })

  it('may be announced in lower case', async () => {
    const answer = await request(guarded.app)
      .get(`${basePath}/who`)
      .set('Authorization', `bearer ${await issuer.token()}`)
    expect(answer.status).toBe(200)
  })

  it.each<[string, TokenClaims, string]>([
    ['that is expired', { exp: now() - 10 }, 'Bearer token is expired'],
    ['that is not yet valid', { nbf: now() + 100 }, 'Bearer token is not yet valid'],
    ['without iat', { iat: undefined }, "Bearer token doesn't contain required claim 'iat'"],
    ['without exp', { exp: undefined }, "Bearer token doesn't contain required claim 'exp'"],
    ['with a textual iat', { iat: 'now' }, "Bearer token has a claim 'iat' that is no number"],
    ['with a textual exp', { exp: 'later' }, "Bearer token has a claim 'exp' that is no number"],
    ['with a textual nbf', { nbf: 'soon' }, "Bearer token has a claim 'nbf' that is no number"],
    ['of another type', { typ: 'Refresh' }, "Bearer token has a type other than 'Bearer'"],
    ['of an impersonator', { impersonated: true }, 'Bearer token is impersonated'],
    ['with a textual impersonated', { impersonated: 'false' }, 'Bearer token is impersonated'],
  ])('%s is refused', async (_name, claims, reason) => {
    await expectRefusal(await issuer.token(claims), reason)
  })

  it('needs neither typ nor impersonated', async () => {
    const token = await issuer.token({ typ: undefined, impersonated: false })
    expect((await guarded.ask(token)).status).toBe(200)
  })

  it('with a signature of somebody else is refused', async () => {
    const stranger = await createSigningKey(issuer.key.kid)
    await expectRefusal(await signToken(stranger), "Bearer token can't be verified")
  })

  it('whose claims were changed is refused', async () => {
    const [header, , signature] = (await issuer.token()).split('.')
    const claims = encode({ iat: now(), exp: now() + 300, 'rh-org-id': 'someone else' })
    await expectRefusal(`${header}.${claims}.${signature}`, "Bearer token can't be verified")
  })

  it('with alg none is refused, with and without a key id', async () => {
    const claims = encode({ iat: now(), exp: now() + 300, 'rh-org-id': '1' })
    const named = `${encode({ alg: 'none', kid: issuer.key.kid })}.${claims}.`
    await expectRefusal(named, 'Bearer token is signed with an algorithm that is not accepted')
    await expectRefusal(
      `${encode({ alg: 'none' })}.${claims}.`,
      "Bearer token has no header 'kid' that names its key",
    )
  })

  it('signed with the public key as if it were a secret is refused', async () => {
    const pem = createPublicKey({ key: issuer.key.jwk as never, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    const header = encode({ alg: 'HS256', kid: issuer.key.kid })
    const unsigned = `${header}.${encode({ iat: now(), exp: now() + 300, 'rh-org-id': '1' })}`
    const forged = `${unsigned}.${createHmac('sha256', pem).update(unsigned).digest('base64url')}`
    await expectRefusal(forged, 'Bearer token is signed with an algorithm that is not accepted')
  })

  it('without a key id is refused', async () => {
    await expectRefusal(
      await signToken(issuer.key, {}, { kid: undefined as never }),
      "Bearer token has no header 'kid' that names its key",
    )
  })

  it.each<[string, object]>([
    ['an extension that is not known', { crit: ['exp'], exp: 1 }],
    ['an unencoded payload', { crit: ['b64'], b64: false }],
    ['no extension at all', { crit: [] }],
  ])('that must not be read without %s is refused', async (_name, header) => {
    await expectRefusal(signed(header), "Bearer token has a header 'crit', which is not supported")
  })

  it.each(['dpop+jwt', 'logout+jwt', 'secevent+jwt', 'jwt;v=1', '', null, 5, ['JWT']])(
    'with the header type %j is refused: it was made for another use',
    async (typ) => {
      await expectRefusal(signed({ typ }), "Bearer token has a 'typ' other than JWT or at+jwt")
    },
  )

  it.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', undefined])(
    'with the header type %j is let in',
    async (typ) => {
      expect((await guarded.ask(signed({ typ }))).status).toBe(200)
    },
  )

  it('signed with an algorithm that its key is not for is refused', async () => {
    await expectRefusal(
      signed({ alg: 'RS512' }),
      'Bearer token is signed with an algorithm that is not accepted',
    )
  })

  it('whose key is for any algorithm is let in', async () => {
    const own = await startJwksServer()
    const { alg: _alg, ...jwk } = own.key.jwk
    own.show({ ...own.key, jwk })
    const app = await createGuardedApp({ JWT_JWKS_URLS: own.url })
    expect((await app.ask(signed({ alg: 'RS512' }, undefined, own.key))).status).toBe(200)
    app.close()
    await own.close()
  })

  it.each(['null', '[]', '"text"', '5', '{"iat":1', ''])('whose claims are %j is refused', async (claims) => {
    const answer = await guarded.ask(signed({}, Buffer.from(claims)))
    expect(answer.status).toBe(401)
  })

  it('whose claims are not UTF-8 is refused', async () => {
    const claims = JSON.stringify({ iat: now(), exp: now() + 300, 'rh-org-id': '1', name: '?' })
    const bytes = Buffer.from(claims)
    bytes[claims.indexOf('?')] = 0xff
    await expectRefusal(signed({}, bytes), 'Bearer token has claims that are not UTF-8')
  })

  it.each(['garbage', 'a.b.c', '..', 'eyJhbGciOiJSUzI1NiJ9.e30'])(
    'that is only %s is refused',
    async (token) => {
      const answer = await guarded.ask(token)
      expect(answer.status).toBe(401)
    },
  )

  it('of more than 12 KiB is refused before it is looked at', async () => {
    await expectRefusal(await issuer.token({ more: 'x'.repeat(10_000) }), 'Bearer token is too long')
  })

  it('is wanted exactly once', async () => {
    const token = await issuer.token()
    const twice = await request(guarded.app)
      .get(`${basePath}/who`)
      .set('Authorization', [`Bearer ${token}`, `Bearer ${token}`] as never)
    expect([twice.status, twice.body.reason]).toEqual([401, 'Request has more than one Authorization header'])
    const joined = await guarded.ask(`${token}, Bearer ${token}`)
    expect(joined.status).toBe(401)
  })

  it.each([
    ['Basic dXNlcjpwYXNz', "Authorization header isn't a bearer token"],
    ['Bearer', "Authorization header isn't a bearer token"],
    ['', "Request doesn't contain a bearer token"],
  ])('is missing in the header %j', async (header, reason) => {
    const answer = await request(guarded.app).get(`${basePath}/who`).set('Authorization', header)
    expect([answer.status, answer.body.reason]).toEqual([401, reason])
  })

  it('is also wanted from the preflight requests of browsers', async () => {
    const answer = await request(guarded.app)
      .options(`${basePath}/who`)
      .set('Access-Control-Request-Headers', 'authorization')
    expect([answer.status, answer.body.reason]).toEqual([401, "Request doesn't contain a bearer token"])
  })

  it('is not taken from a cookie or the query', async () => {
    const token = await issuer.token()
    const answer = await request(guarded.app)
      .get(`${basePath}/who?access_token=${token}`)
      .set('Cookie', `cs_jwt=${token}`)
    expect(answer.status).toBe(401)
  })
})

describe('A refusal', () => {
  it('is the 401 object, with WWW-Authenticate and without details', async () => {
    const answer = await request(guarded.app).get(`${basePath}/made/up`)
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="test/v1"')
    expect(answer.body).toEqual({
      href: `${basePath}/errors/401`,
      id: '401',
      kind: 'Error',
      code: 'TEST-401',
      operation_id: expect.stringMatching(/^[0-9A-Za-z]{27}$/),
      reason: "Request doesn't contain a bearer token",
    })
  })

  it('is one log line and one count, in the access log too, and never shows the token', async () => {
    const token = await issuer.token({ exp: now() - 10 })
    const before = await count('expired')
    const answer = await guarded.ask(token)
    const refusals = guarded.log.lines().filter(({ message }) => message === 'Token refused')
    expect(refusals).toHaveLength(1)
    expect(refusals[0]).toMatchObject({ kind: 'expired', operation_id: answer.body.operation_id })
    expect(await guarded.log.next('Request')).toMatchObject({ status: 401, uri: `${basePath}/who` })
    expect(await count('expired')).toBe(before + 1)
    expect(await guarded.metrics()).toContain(`path="${basePath}/who",code="401"`)
    for (const part of token.split('.')) expect(guarded.log.text()).not.toContain(part)
  })

  it('comes before the body of an upload was sent', async () => {
    const answer = await request(guarded.app)
      .put(`${basePath}/upload`)
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.alloc(8 * 1024 * 1024))
    expect(answer.status).toBe(401)
  })

  async function count(reason: string): Promise<number> {
    const found = new RegExp(`auth_refusals_total\\{reason="${reason}"\\} (\\d+)`).exec(
      await guarded.metrics(),
    )
    return Number(found?.[1] ?? 0)
  }
})

describe('A public path', () => {
  it.each(['', '/'])('needs no token and looks at none (/openapi%s)', async (slash) => {
    for (const header of ['', 'Bearer nonsense']) {
      const answer = await request(guarded.app)
        .get(`${basePath}/openapi${slash}`)
        .set('Authorization', header)
      expect(answer.status).toBe(slash === '' ? 200 : 404)
    }
  })
})

describe('Issuer and audience', () => {
  it('must be the configured ones', async () => {
    const strict = await createGuardedApp({
      JWT_JWKS_URLS: issuer.url,
      JWT_ISSUER: 'https://issuer.example',
      JWT_AUDIENCE: 'composer',
    })
    const right = { iss: 'https://issuer.example', aud: 'composer' }
    const reasonOf = async (claims: TokenClaims) => {
      const answer = await strict.ask(await issuer.token(claims))
      return answer.status === 200 ? 'let in' : answer.body.reason
    }
    expect(await reasonOf(right)).toBe('let in')
    expect(await reasonOf({ ...right, aud: ['other', 'composer'] })).toBe('let in')
    expect(await reasonOf({ ...right, iss: 'https://other.example' })).toBe(
      'Bearer token is of another issuer',
    )
    expect(await reasonOf({ ...right, iss: undefined })).toBe('Bearer token is of another issuer')
    expect(await reasonOf({ ...right, aud: 'other' })).toBe('Bearer token is for another audience')
    expect(await reasonOf({ ...right, aud: undefined })).toBe('Bearer token is for another audience')
  })

  it('do not matter unless they are configured', async () => {
    const token = await issuer.token({ iss: 'https://other.example', aud: 'other' })
    expect((await guarded.ask(token)).status).toBe(200)
  })
})

describe('The tenant', () => {
  it.each<[string, TokenClaims, string]>([
    ['the first claim', { 'rh-org-id': '1', account_id: '2' }, 'org-1'],
    ['the second one if the first is missing', { 'rh-org-id': undefined, account_id: '2' }, 'org-2'],
    ['the second one if the first is empty', { 'rh-org-id': '', account_id: '2' }, 'org-2'],
    ['the second one if the first is a number', { 'rh-org-id': 1, account_id: '2' }, 'org-2'],
    ['the second one if the first is a list', { 'rh-org-id': ['1'], account_id: '2' }, 'org-2'],
  ])('is %s', async (_name, claims, channel) => {
    expect((await guarded.ask(await issuer.token(claims))).body.channel).toBe(channel)
  })

  it.each([
    ['one half of a surrogate pair', '\ud800'],
    ['another first half', '\ud801'],
    ['a second half behind a digit', '1\udc01'],
    ['what broken texts become', '\ufffd'],
    ['a NUL', '1\0'],
    ['a line break', '1\n2'],
    ['a space', 'org 1'],
    ['a no-break space', 'org\u00a01'],
    ['a character of no width', '1\u200b'],
    ['a mark that turns the writing around', '\u202e1'],
    ['a filler that is drawn as nothing', '\u3164'],
    ['a private character', '\ue000'],
    ['256 characters', 'x'.repeat(256)],
    ['3,000 characters', 'äx'.repeat(1500)],
  ])('with %s is refused, and the next claim is not asked', async (_name, value) => {
    const token = signed({}, Buffer.from(JSON.stringify(claimsOf({ 'rh-org-id': value, account_id: '2' }))))
    await expectRefusal(
      token,
      "Bearer token has a claim 'rh-org-id' that names no tenant: it must be 1 to 255 visible characters",
    )
  })

  it.each(['x'.repeat(255), 'café-Å', '組織1', 'a/b:c@d.e', '{"x"}', '🙂'])(
    'may be any visible characters, and every name is a channel of its own: %j',
    async (value) => {
      const token = await issuer.token({ 'rh-org-id': value })
      expect((await guarded.ask(token)).body).toEqual({
        role: 'tenant',
        tenant: value,
        channel: `org-${value}`,
      })
    },
  )

  it('is missing: the service’s own error, before anything of the route', async () => {
    for (const path of ['who', 'made/up']) {
      const answer = await request(guarded.app)
        .get(`${basePath}/${path}`)
        .set('Authorization', `Bearer ${await issuer.token({ 'rh-org-id': 5, account_id: null })}`)
      expect([answer.status, answer.body.id]).toEqual([400, '28'])
    }
  })

  it('is read from the claims that are configured', async () => {
    const other = await createGuardedApp({ JWT_JWKS_URLS: issuer.url, TENANT_CLAIMS: 'organization' })
    expect((await other.ask(await issuer.token({ organization: 'acme' }))).body.tenant).toBe('acme')
    expect((await other.ask(await issuer.token())).body.id).toBe('28')
  })
})

describe('The access control list', () => {
  it('refuses a good token that it does not admit, with 401 like any other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokens-'))
    const path = join(folder, 'acl.yml')
    await writeFile(path, "- {claim: rh-org-id, pattern: '^(1|2)$'}\n- {claim: account_id, pattern: '^9$'}\n")
    const listed = await createGuardedApp({ JWT_JWKS_URLS: issuer.url, ACL_FILE: path })
    const statusOf = async (claims: TokenClaims) => (await listed.ask(await issuer.token(claims))).status
    expect(await statusOf({ 'rh-org-id': '1' })).toBe(200)
    expect(await statusOf({ 'rh-org-id': '3', account_id: '9' })).toBe(200)
    expect(await statusOf({ 'rh-org-id': '12' })).toBe(401)
    expect(await statusOf({ 'rh-org-id': 1 })).toBe(401)
    expect(await listed.log.next('Token refused')).toMatchObject({ kind: 'acl' })
    listed.close()
    await rm(folder, { recursive: true })
  })
})

describe('AUTH_MODE=none', () => {
  it('lets everybody in, without a tenant, and warns', async () => {
    const open = await createGuardedApp({ AUTH_MODE: 'none' })
    const answer = await request(open.app).get(`${basePath}/who`)
    expect(answer.body).toEqual({ role: 'anyone', tenant: null, channel: '' })
    expect(open.log.lines()[0]).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('AUTH_MODE=none'),
    })
  })
})
