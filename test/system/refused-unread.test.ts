import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { composerDocument, readOperations, workerDocument, type DocumentOperation } from '@composer/contracts'
import { BASE_PATHS, type Api } from './start-system.js'
import { startTenantSystem, type TenantSystem } from './two-tenants.js'

/**
 * Who is calling is found out before the body is read, and what the role may do as well. Each request announces a body
 * of which no byte is ever sent: an operation that reads it first does not answer.
 */
const announced = 8 * 1024 * 1024
const id = '0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0'

let folder: string
let tenants: TenantSystem
let tokens: Record<'tenant' | 'maker' | 'stranger', string>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refused-unread-'))
  const makers = join(folder, 'makers.yml')
  await writeFile(makers, "- { claim: client_id, pattern: '^maker$' }\n")
  tenants = await startTenantSystem({ MAKER_ACL_FILE: makers })
  const { issuer } = tenants
  tokens = {
    tenant: await issuer.token({ 'rh-org-id': 'alpha' }),
    maker: await issuer.token({ client_id: 'maker', 'rh-org-id': undefined }),
    stranger: await issuer.token({ exp: 1 }),
  }
})
afterAll(async () => {
  await tenants.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Sent {
  api: Api
  method: string
  path: string
  token?: string
  /** Undefined: none of the announced bytes is sent. */
  body?: string
}

async function send({ api, method, path, token, body }: Sent): Promise<[status: number, id: string]> {
  const sent = request(tenants.system.publicUrls[api] + BASE_PATHS[api] + path, {
    method,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': body?.length ?? announced,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
  })
  // The connection is cut in the middle of the body.
  sent.on('error', () => undefined)
  if (body === undefined) sent.flushHeaders()
  else sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const answer = JSON.parse((await text(response)) || '{}') as { id?: string }
  sent.destroy()
  return [response.statusCode ?? 0, answer.id ?? '']
}

const documents = { composer: composerDocument(), worker: workerDocument() }
const operations = (Object.keys(documents) as Api[]).flatMap((api) =>
  readOperations(documents[api]).map((operation) => ({ api, operation })),
)
const fill = ({ path }: DocumentOperation, part = id) => path.replaceAll(/\{\w+\}/g, part)
const wire = ({ method }: DocumentOperation) => method.toUpperCase()

/** Answered without a token, as the documents are for everybody. */
const isPublic = (api: Api, { path }: DocumentOperation) =>
  path === '/openapi' || (api === 'composer' && path === '/errors')
const guarded = operations.filter(({ api, operation }) => !isPublic(api, operation))
const named = (list: typeof operations) =>
  list.map(({ api, operation }) => [`${api}-api ${operation.operationId}`, api, operation] as const)

describe('without a good token', () => {
  it('is every operation but the public ones', () => {
    expect(operations.length - guarded.length).toBe(3)
  })

  it.each(named(guarded))('%s answers 401 and reads no body', async (_, api, operation) => {
    const sent = { api, method: wire(operation), path: fill(operation) }
    expect(await send(sent)).toEqual([401, '401'])
    expect(await send({ ...sent, token: tokens.stranger })).toEqual([401, '401'])
  })
})

describe('a role that an operation is not for', () => {
  const ofMakers = guarded.filter(({ operation }) => /\/(depsolve|release)$/.test(operation.path))

  it.each(named(ofMakers))('is refused by %s before the body is read', async (_, api, operation) => {
    const sent = { api, method: wire(operation), path: fill(operation), token: tokens.tenant }
    expect(await send(sent)).toEqual([404, '5'])
  })

  it.each(named(guarded.filter(({ api }) => api === 'composer')))(
    'is that of a maker for %s',
    async (_, api, operation) => {
      const sent = { api, method: wire(operation), path: fill(operation), token: tokens.maker }
      expect(await send(sent)).toEqual([400, '28'])
    },
  )
})

describe('a token of a job that is none', () => {
  const ofTokens = guarded.filter(({ operation }) => operation.path.includes('{token}'))

  it.each(named(ofTokens))('is refused by %s before the body is read', async (_, api, operation) => {
    for (const token of [tokens.tenant, tokens.maker]) {
      const number = operation.method === 'get' ? '8' : '7'
      expect(await send({ api, method: wire(operation), path: fill(operation, 'x'), token })).toEqual([
        400,
        number,
      ])
    }
  })
})

describe('a caller who may', () => {
  const readers = guarded.filter(({ operation }) => operation.bodyTypes.includes('application/json'))

  it.each(named(readers))('is told by %s what its body lacks', async (_, api, operation) => {
    const token = operation.operationId === 'DepsolveForJob' ? tokens.maker : tokens.tenant
    const [, number] = await send({ api, method: wire(operation), path: fill(operation), token, body: '[' })
    expect(number).toBe(api === 'composer' ? '30' : '10')
  })
})
