import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createComposerApi } from '@composer/composer-api'
import {
  createSigningKey,
  createTestDatabase,
  expectDocumented,
  signToken,
  startJwksServer,
  startServer,
  type JwksServer,
  type TestDatabase,
  type TestServer,
} from '@composer/testkit'
import { createWorkerApi } from '@composer/worker-api'
import { buildResult, localTarget, manifestResult } from './build-results.js'
import { call, type Answer, type CallOptions } from './call.js'
import { awsRequest, localRequest } from './compose-requests.js'
import { rawWorker } from './raw-worker.js'
import { startServiceProcess, type ServiceProcess } from './service-process.js'
import { BASE_PATHS, type Api } from './start-system.js'

/** Every secret that was sent or set, by the door it went in through. */
const secrets = new Map<string, string>()

/** A secret that is found wherever it turns up, whatever it is wrapped in. */
function secret(door: string): string {
  const made = `Zq${randomBytes(9).toString('hex')}`
  secrets.set(door, made)
  return made
}

/** A key of the shape that people paste by mistake. */
function pem(door: string, kind: string): string {
  const body = Buffer.from(secret(door).repeat(8)).toString('base64')
  secrets.set(door, body.slice(0, 64))
  return `-----BEGIN ${kind} PRIVATE KEY-----\n${body}\n-----END ${kind} PRIVATE KEY-----\n`
}

const leaks = (text: string): string[] =>
  [...secrets].filter(([, value]) => text.includes(value)).map(([door, value]) => `${door}: ${value}`)

const withPassword = (url: string, user: string, password: string): string => {
  const made = new URL(url)
  made.username = user
  made.password = password
  return made.href
}

/** An S3 server that lets nobody in, and says so as AWS does: with the key and what was signed with it. */
const refusingStore =
  (keyId: string): RequestListener =>
  (req, res) => {
    req.resume().once('end', () => {
      const tellTale = `<AWSAccessKeyId>${keyId}</AWSAccessKeyId><StringToSign>${secret('what was signed')}</StringToSign>`
      res.writeHead(403, { 'Content-Type': 'application/xml' })
      res.end(`<Error><Code>SignatureDoesNotMatch</Code><Message>No</Message>${tellTale}</Error>`)
    })
  }

let database: TestDatabase
let issuer: JwksServer
let broken: TestServer
let store: TestServer
let services: Record<Api, ServiceProcess>
/** All answers with status 400 and above. */
const refusals: string[] = []
let token: string

beforeAll(async () => {
  database = await createTestDatabase()
  issuer = await startJwksServer('ES256')
  const body = `{"error": "no keys for client_secret=${secret('the body of a failed key set')}"}`
  broken = await startServer((_, res) => res.writeHead(500).end(body))
  const keyId = secret('S3_ACCESS_KEY_ID')
  store = await startServer(refusingStore(keyId))
  const environment = {
    DATABASE_URL: withPassword(database.url, 'postgres', secret('DATABASE_URL')),
    DATABASE_LISTEN_URL: withPassword(database.url, 'postgres', secret('DATABASE_LISTEN_URL')),
    PGPASSWORD: secret('PGPASSWORD'),
    AUTH_MODE: 'jwt',
    MANIFESTS: 'workers',
    JWT_JWKS_URLS: [
      issuer.url,
      withPassword(`${broken.url}/keys`, 'reader', secret('a key set URL')),
      'http://127.0.0.1:9/keys',
    ].join(','),
    ARTIFACTS_URL: 's3://bucket/prefix',
    S3_ENDPOINT: store.url,
    S3_ACCESS_KEY_ID: keyId,
    S3_SECRET_ACCESS_KEY: secret('S3_SECRET_ACCESS_KEY'),
    SENTRY_DSN: `http://${secret('SENTRY_DSN')}@127.0.0.1:9/1`,
    LOG_LEVEL: 'debug',
  }
  const [composer, worker] = await Promise.all([
    startServiceProcess('composer-api', environment),
    startServiceProcess('worker-api', { ...environment, REQUEST_JOB_TIMEOUT_SECONDS: '1' }),
  ])
  services = { composer, worker }
  token = await issuer.token({ jti: secret('a claim') })
  secrets.set('the bearer token', token.split('.')[2] ?? token)
})
afterAll(async () => {
  await Promise.all(Object.values(services).map((service) => service.stop()))
  await database.drop()
  await issuer.close()
  await broken.close()
  await store.close()
})

async function send(api: Api, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const answer = await call(services[api].publicUrl + BASE_PATHS[api] + path, method, { token, ...options })
  expectDocumented(api, method, path, answer)
  if (answer.status >= 400) refusals.push(answer.text)
  return answer
}
const worker = () => rawWorker({ call: send }, token)

/** A compose request with a secret in every field that may hold one. */
function secretRequest(door: string) {
  return {
    ...localRequest('host'),
    customizations: {
      users: [
        {
          name: 'one',
          password: secret(`a password of ${door}`),
          key: pem(`an SSH key of ${door}`, 'OPENSSH'),
        },
        { name: 'two', password: `$6$salt$${secret(`a hashed password of ${door}`)}` },
      ],
      subscription: {
        organization: '1',
        activation_key: secret(`an activation key of ${door}`),
        server_url: 'subscription.example.com',
        base_url: 'https://cdn.example.com/',
        insights: false,
      },
      files: [{ path: '/etc/app.key', data: pem(`a file of ${door}`, 'RSA') }],
      custom_repositories: [
        { id: 'own', baseurl: [`https://user:${secret(`a repository URL of ${door}`)}@repo.example.com/os`] },
      ],
    },
  }
}

const blueprintRequest = (door: string) => ({
  ...localRequest('host'),
  customizations: undefined,
  blueprint: {
    name: 'b',
    version: '1.0.0',
    customizations: { user: [{ name: 'one', password: secret(`a blueprint password of ${door}`) }] },
  },
})

describe('a request for a compose', () => {
  it('is stored and shown without its passwords and activation key', async () => {
    for (const request of [secretRequest('an accepted request'), blueprintRequest('an accepted request')]) {
      const { status, body } = await send('composer', 'POST', '/compose', { body: request })
      expect(status).toBe(201)
      const metadata = await send('composer', 'GET', `/composes/${body.id}/metadata`)
      const { rows } = await database.db.raw<{ rows: object[] }>('SELECT * FROM composes WHERE id = ?', [
        body.id,
      ])

      for (const text of [metadata.text, JSON.stringify(rows)]) {
        expect(text).toContain('[redacted]')
        expect(leaks(text).filter((leak) => /password|activation/.test(leak))).toStrictEqual([])
      }
      const { rows: jobs } = await database.db.raw<{ rows: object[] }>('SELECT args FROM jobs')
      expect(JSON.stringify(jobs)).toContain('$6$')
      const plain = /^a (blueprint )?password/
      expect(leaks(JSON.stringify(jobs)).filter((leak) => plain.test(leak))).toStrictEqual([])
    }
  })

  it.each([
    ['of an unknown distribution', { distribution: 'beos-5' }, '4'],
    ['with an unknown member', { unknown: 1 }, '30'],
    [
      'of an unknown image type',
      { image_request: { architecture: 'x86_64', image_type: 'floppy', repositories: [] } },
      '30',
    ],
    [
      'for an unknown architecture',
      { image_request: { architecture: 'vax', image_type: 'aws', repositories: [] } },
      '5',
    ],
  ])('%s is refused', async (what, change, number) => {
    const { body } = await send('composer', 'POST', '/compose', {
      body: { ...secretRequest(`one ${what}`), ...change },
    })

    expect(body.id).toBe(number)
  })

  it.each([
    ['is no text', (password: string) => ({ name: 'one', password: { value: password } })],
    ['is too long', (password: string) => ({ name: 'one', password: password.repeat(40) })],
    ['has a member beside it', (password: string) => ({ name: 'one', password, pass: 1 })],
  ])('is refused when its password %s', async (what, user) => {
    const request = {
      ...localRequest('host'),
      customizations: { users: [user(secret(`a password that ${what}`))] },
    }
    const { status } = await send('composer', 'POST', '/compose', { body: request })

    expect(status).toBe(400)
  })

  it('that is not JSON is refused', async () => {
    const text = JSON.stringify(secretRequest('broken JSON'))
    for (const body of [text.slice(0, -1), `${text}}`, text.replace('"password":', '"password"')])
      expect((await send('composer', 'POST', '/compose', { body })).status).toBe(400)
  })

  it('may carry secrets in its query and headers', async () => {
    const path = `/compose?access_token=${secret('a query')}&x=${secret('an odd query')}`
    const headers = {
      'X-External-Id': `password=${secret('X-External-Id')}`,
      'Idempotency-Key': 'key-1',
      Cookie: `session=${secret('a cookie')}`,
      'Proxy-Authorization': `Basic ${secret('Proxy-Authorization')}`,
    }
    await send('composer', 'POST', path, { body: awsRequest('host'), headers })
    await send('composer', 'POST', path, { body: localRequest('host'), headers })
    await send('worker', 'GET', `/status?token=${secret('a query of a worker')}`)
  })
})

describe('a token', () => {
  it.each([
    ['broken', () => `${secret('a broken token')}.x.y`],
    [
      'signed by somebody else',
      async () => signToken(await createSigningKey('nobody', 'ES256'), { jti: secret('x') }),
    ],
    ['expired', () => issuer.token({ exp: 1, jti: secret('y') })],
    ['of no tenant', () => issuer.token({ 'rh-org-id': '', jti: secret('z') })],
  ])('that is %s is refused', async (what, make) => {
    const bad = await make()
    secrets.set(`a token that is ${what}`, bad.split('.').at(-1)?.padStart(20) ?? bad)
    for (const api of ['composer', 'worker'] as const) {
      const path = api === 'composer' ? '/composes/' : '/status'
      expect([400, 401]).toContain((await send(api, 'GET', path, { token: bad })).status)
    }
  })

  it('of another scheme is refused', async () => {
    const basic = Buffer.from(`user:${secret('Basic')}`).toString('base64')
    secrets.set('Basic, encoded', basic)
    const { status } = await send('composer', 'GET', '/composes/', {
      headers: { Authorization: `Basic ${basic}` },
    })

    expect(status).toBe(401)
  })
})

describe('a worker', () => {
  const error = (door: string) => ({
    id: 28,
    reason: `login failed: password=${secret(`a reason of ${door}`)}`,
    details: [
      `Authorization: Bearer ${secret(`a bearer token of ${door}`)}`,
      `PUT https://user:${secret(`a URL of ${door}`)}@host/x?X-Amz-Signature=${secret(`a signed URL of ${door}`)}`,
      { secretAccessKey: secret(`a member of ${door}`) },
      pem(`a key of ${door}`, 'EC'),
    ],
  })

  it('may report secrets, whether its result fits or not', async () => {
    await send('composer', 'POST', '/compose', { body: localRequest('host') })
    const reports: Promise<void>[] = []
    for (const result of [
      { ...buildResult(localTarget('disk.qcow2')), success: false, job_error: error('a result') },
      { success: `password=${secret('a misfit')}`, job_error: error('a misfit') },
      {
        job_error: { id: `token=${secret('an error id')}`, reason: { password: secret('an error reason') } },
      },
    ]) {
      await send('composer', 'POST', '/compose', { body: localRequest('host') })
      const manifest = await worker().take('image-builder-manifest')
      secrets.set(`the token of ${manifest.id}`, manifest.token.slice(9))
      await worker().report(manifest.token, manifestResult())
      const build = await worker().take('osbuild')
      secrets.set(`the token of ${build.id}`, build.token.slice(9))
      expect((await worker().upload(build.token, 'disk.qcow2', secret('an artifact'))).status).toBe(500)
      reports.push(
        (async () => {
          expect((await worker().report(build.token, result)).status).toBe(200)
          expect((await worker().report(build.token, { other: secret('a second report') })).status).toBe(404)
        })(),
      )
    }
    // Each waits half a minute for the store, which refuses everything.
    await Promise.all(reports)
  }, 400_000)

  it('leaves no secret of its request in the args of jobs that have ended', async () => {
    const { rows: ended } = await database.db.raw<{ rows: { type: string; args: string }[] }>(
      "SELECT type, args FROM jobs WHERE state IN ('finished', 'cancelled')",
    )
    const types = ended.map(({ type }) => type)
    expect(types).toContain('image-builder-manifest')
    expect(types).toContain('osbuild:x86_64')
    const texts = ended.map(({ args }) => args).join('\n')
    expect([leaks(texts), texts.match(/\$6\$/)]).toStrictEqual([[], null])
  })

  it('may send what is no JSON', async () => {
    const build = await worker().take('image-builder-manifest')
    secrets.set('the token of a broken report', build.token.slice(9))
    const body = `{"result": {"password": "${secret('a broken report')}"`

    expect((await send('worker', 'PATCH', `/jobs/${build.token}`, { body })).status).toBe(400)
  })
})

describe('a start', () => {
  const good = { AUTH_MODE: 'none', PORT: '0', INTERNAL_PORT: '0', LOG_LEVEL: 'error' }

  it.each([
    [
      'a DATABASE_URL of another protocol',
      () => ({ DATABASE_URL: `mysql://u:${secret('a wrong DATABASE_URL')}@h/d` }),
    ],
    ['a DATABASE_URL that is none', () => ({ DATABASE_URL: `${secret('a DATABASE_URL that is none')}:::` })],
    [
      'a database that is not there',
      () => ({
        DATABASE_URL: `postgres://u:${secret('a dead DATABASE_URL')}@127.0.0.1:9/d`,
        DATABASE_START_TIMEOUT_SECONDS: '0',
      }),
    ],
    [
      'a key set URL of another protocol',
      () => ({
        AUTH_MODE: 'jwt',
        JWT_JWKS_URLS: `ftp://u:${secret('a wrong key set URL')}@h/`,
        DATABASE_URL: 'postgres://h/d',
      }),
    ],
    [
      'an S3 address of another protocol',
      () => ({ S3_ENDPOINT: `gopher://u:${secret('S3_ENDPOINT')}@h/`, DATABASE_URL: 'postgres://h/d' }),
    ],
  ])('with %s fails without telling it', async (_, environment) => {
    for (const create of [createComposerApi, createWorkerApi]) {
      const error: unknown = await create({ ...good, ...environment() }).catch((fault: unknown) => fault)

      expect(error).toBeInstanceOf(Error)
      expect(leaks(inspect(error, { depth: 5 }))).toStrictEqual([])
    }
  })
})

describe('the logs and the answers', () => {
  it('hold none of these secrets', async () => {
    const codes = await Promise.all(Object.values(services).map((service) => service.stop()))
    expect(codes).toStrictEqual([0, 0])
    expect(secrets.size).toBeGreaterThan(60)
    expect(refusals.length).toBeGreaterThan(20)

    expect({
      composer: leaks(services.composer.output()),
      worker: leaks(services.worker.output()),
      answers: leaks(refusals.join('\n')),
    }).toStrictEqual({ composer: [], worker: [], answers: [] })
  })

  it('were written at debug level, one JSON object a line', () => {
    for (const { log } of Object.values(services)) {
      const lines = log()
      const levels = new Set(lines.map((line) => (JSON.parse(line) as { level: string }).level))
      expect(levels).toContain('warn')
      expect(lines.length).toBeGreaterThan(10)
    }
  })
})
