import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  composerDocument,
  jobTypes,
  readOperations,
  workerDocument,
  type OpenApiDocument,
} from '@composer/contracts'
import type { Answer } from './call.js'
import { buildResult, localTarget } from './build-results.js'
import { depsolveRequest, localRequest, searchRequest } from './compose-requests.js'
import { countStatements } from './count-statements.js'
import { rawWorker, takenJob } from './raw-worker.js'
import type { Api } from './start-system.js'
import { populate, startTenantSystem, type Estate, type TenantSystem } from './two-tenants.js'

/** A route with an id in its path, and what its owner is answered. */
interface IdRoute {
  api: Api
  operation: string
  method: string
  path: (id: string) => string
  body?: unknown
  /** Which of the owner's ids a call of the owner goes to. */
  own: (estate: Estate) => string
  status: number
}

type Row = [
  operation: string,
  method: string,
  path: string,
  own: keyof Estate['ids'],
  status: number,
  body?: object,
]

const composerRows: Row[] = [
  ['getComposeStatus', 'GET', '/composes/{id}', 'running', 200],
  ['getComposeMetadata', 'GET', '/composes/{id}/metadata', 'built', 200],
  ['getComposeLogs', 'GET', '/composes/{id}/logs', 'built', 200],
  ['getComposeManifests', 'GET', '/composes/{id}/manifests', 'built', 200],
  ['getComposeSBOMs', 'GET', '/composes/{id}/sboms', 'built', 200],
  ['getComposeDownload', 'GET', '/composes/{id}/download', 'built', 200],
  ['getCloneStatus', 'GET', '/clones/{id}', 'clone', 200],
  ['postCloneCompose', 'POST', '/composes/{id}/clone', 'shared', 201, { region: 'us-west-2' }],
  ['deleteCompose', 'DELETE', '/composes/{id}', 'koji', 200],
]

type Attempt = keyof Estate['attempts']
type TokenRow = [
  operation: string,
  method: string,
  path: string,
  own: Attempt,
  status: number,
  body?: unknown,
]

const result = buildResult(localTarget('disk.qcow2'))
const progress = { partial: { progress: { message: '', done: 1, total: 2 } } }

const tokenRows: TokenRow[] = [
  ['GetJob', 'GET', '/jobs/{token}', 'cancelled', 200],
  ['UpdateJob', 'PATCH', '/jobs/{token}', 'running', 200, progress],
  ['UploadJobArtifact', 'PUT', '/jobs/{token}/artifacts/other.bin', 'running', 200, 'bytes'],
  ['UpdateJob', 'PATCH', '/jobs/{token}', 'running', 200, { result }],
  ['UpdateJob', 'PATCH', '/jobs/{token}', 'running', 200, { result }],
]

const composeRoutes = composerRows.map(([operation, method, path, own, status, body]): IdRoute => ({
  api: 'composer',
  operation,
  method,
  path: (id) => path.replace('{id}', id),
  own: ({ ids }) => ids[own],
  status,
  body,
}))
const attemptRoutes = tokenRows.map(([operation, method, path, own, status, body]): IdRoute => ({
  api: 'worker',
  operation,
  method,
  path: (token) => path.replace('{token}', token),
  own: ({ attempts }) => attempts[own],
  status,
  body,
}))
const workerRoute: IdRoute = {
  api: 'worker',
  operation: 'postWorkerStatus',
  method: 'POST',
  path: (id) => `/workers/${id}/status`,
  own: ({ worker }) => worker,
  status: 200,
}

/** Routes whose answers are the same for everybody, and those without an id that act on the caller's own lane. */
const sharedRoutes: [Api, string, string][] = [
  ['composer', 'getDistributionList', '/distributions'],
  ['composer', 'getDistribution', '/distributions/centos-9'],
  ['composer', 'getErrorList', '/errors'],
  ['composer', 'getError', '/errors/15'],
  ['composer', 'getOpenapi', '/openapi'],
  ['worker', 'GetStatus', '/status'],
  ['worker', 'getError', '/errors/5'],
  ['worker', 'getOpenapi', '/openapi'],
]
/** For makers only: tenants have none of them, not even for their own tokens. */
const makerRoutes: [operation: string, path: (token: string) => string][] = [
  ['DepsolveForJob', (token) => `/jobs/${token}/depsolve`],
  ['ReleaseJob', (token) => `/jobs/${token}/release`],
]
const laneRoutes = {
  composer: ['postCompose', 'getComposeList', 'postDepsolveBlueprint', 'postSearchPackages'],
  worker: ['RequestJob', 'postWorkers'],
}

/** Every type that a tenant's worker may ask for. */
const workerTypes = Object.entries(jobTypes).flatMap(([name, { claimableBy }]) =>
  claimableBy === 'workers' ? [name] : [],
)

let tenants: TenantSystem
let alpha: Estate
let beta: Estate
beforeAll(async () => {
  // No watchdog runs in between: every statement that is counted belongs to the call.
  tenants = await startTenantSystem({
    JOB_HEARTBEAT_TIMEOUT_SECONDS: '14400',
    JOB_WATCH_INTERVAL_SECONDS: '3600',
  })
  alpha = await populate(tenants, 'alpha')
  beta = await populate(tenants, 'beta')
})
afterAll(() => tenants.stop())

const call = (route: IdRoute, id: string, token: string) =>
  tenants.system.call(route.api, route.method, route.path(id), {
    token,
    ...(route.body !== undefined && { body: route.body }),
  })

/** All that a caller can tell an answer by, apart from the number of the request. */
const visible = ({ status, headers, text }: Answer) => ({
  status,
  headers: { ...headers, date: '' },
  text: withoutOperation(text),
})
const withoutOperation = (text: string) => text.replaceAll(/"operation_id":"[^"]*"/g, '')

const names = (routes: IdRoute[]) => [...new Set(routes.map(({ operation }) => operation))]

const pairs = (): [owner: Estate, stranger: Estate][] => [
  [alpha, beta],
  [beta, alpha],
]

/** Everything that the owner has, as it is now. */
async function snapshot({ token, ids, tenant }: Estate): Promise<string[]> {
  const { system } = tenants
  const paths = [
    '/composes/?size=100',
    ...['', '/metadata', '/logs', '/download'].map((part) => `/composes/${ids.built}${part}`),
  ]
  const texts = []
  for (const path of paths) {
    const { text } = await system.call('composer', 'GET', path, { token })
    // What a compose waits for is said after a while, whoever asks.
    texts.push(text.replaceAll(/,"waiting_for":\[[^\]]*\]/g, ''))
  }
  const { rows } = await system.database.db.raw<{ rows: object[] }>(
    `SELECT id, state::text, attempt, progress::text, result, token, finished_at AS at FROM jobs WHERE channel = :channel
     UNION ALL SELECT id, arch, 0, '', '', NULL, seen_at FROM workers WHERE channel = :channel ORDER BY id`,
    { channel: `org-${tenant}` },
  )
  return [...texts, ...rows.map((row) => JSON.stringify(row))]
}

describe('the matrix of routes', () => {
  it('has every operation of both APIs', () => {
    const operations = (document: OpenApiDocument) =>
      readOperations(document)
        .map(({ operationId }) => operationId)
        .sort()
    const shared = (api: Api) => sharedRoutes.flatMap(([of, operation]) => (of === api ? operation : []))

    expect([...names(composeRoutes), ...shared('composer'), ...laneRoutes.composer].sort()).toStrictEqual(
      operations(composerDocument()),
    )
    expect(
      [
        ...names([...attemptRoutes, workerRoute]),
        ...shared('worker'),
        ...laneRoutes.worker,
        ...makerRoutes.map(([operation]) => operation),
      ].sort(),
    ).toStrictEqual(operations(workerDocument()))
  })
})

describe("another tenant's id", () => {
  let before: string[][]
  beforeAll(async () => {
    before = [await snapshot(alpha), await snapshot(beta)]
  })

  /** Holds foreign ids against as many that nobody has: the answers, and what the database was asked for them. */
  async function expectUnknown(
    route: IdRoute,
    idsOf: (owner: Estate) => string[],
    refusal: [number, string],
  ) {
    const { db } = tenants.system.database
    for (const [owner, stranger] of pairs()) {
      const foreign: Answer[] = []
      const unknown: Answer[] = []
      const statements = await countStatements(db, async () => {
        for (const id of idsOf(owner)) foreign.push(await call(route, id, stranger.token))
      })
      const expected = await countStatements(db, async () => {
        for (const id of idsOf(owner).map(() => randomUUID()))
          unknown.push(await call(route, id, stranger.token))
      })

      expect([unknown[0]?.status, unknown[0]?.body.id]).toStrictEqual(refusal)
      expect(foreign.map(visible)).toStrictEqual(unknown.map(visible))
      expect(statements).toStrictEqual(expected)
      expect(statements.length).toBeGreaterThan(0)
    }
  }

  it.each(composeRoutes.map((route) => [route.operation, route] as const))(
    'is unknown to %s: 404/15, after the same statements',
    async (_, route) => {
      await expectUnknown(route, ({ ids }) => Object.values(ids), [404, '15'])
    },
  )

  it.each(attemptRoutes.slice(0, -1).map((route, index) => [route.operation, index, route] as const))(
    'is unknown to %s (row %i): 404/5, after the same statements',
    async (_, __, route) => {
      await expectUnknown(route, ({ attempts }) => Object.values(attempts), [404, '5'])
    },
  )

  it.each(makerRoutes)('is unknown to %s: 404/5, as its own are', async (_, path) => {
    for (const [owner, stranger] of pairs()) {
      for (const token of [...Object.values(owner.attempts), stranger.attempts.running, randomUUID()]) {
        const { status, body } = await tenants.system.call('worker', 'POST', path(token), {
          token: stranger.token,
          body: {},
        })
        expect([status, body.id]).toStrictEqual([404, '5'])
      }
    }
  })

  it('is unknown to postWorkerStatus: 400/18, after the same statements', async () => {
    await expectUnknown(workerRoute, ({ worker }) => [worker], [400, '18'])
  })

  it('is not kept alive as a worker by a request for jobs that names it', async () => {
    const { status } = await tenants.system.call('worker', 'POST', '/jobs', {
      token: alpha.token,
      body: { types: ['container-resolve'], arch: 'x86_64', worker_id: beta.worker },
    })

    expect(status).toBe(204)
    expect(await snapshot(beta)).toStrictEqual(before[1])
  })

  it('changed nothing of its owner', async () => {
    expect([await snapshot(alpha), await snapshot(beta)]).toStrictEqual(before)
  })
})

describe('what a tenant is shown without an id', () => {
  it('is a list and a total of its own composes', async () => {
    for (const { token, ids, tenant } of [alpha, beta]) {
      const { body, text } = await tenants.system.call('composer', 'GET', '/composes/?size=100', { token })
      const { built, shared, running, waiting, koji } = ids

      expect(new Set(body.items.map(({ id }: { id: string }) => id))).toStrictEqual(
        new Set([built, shared, running, waiting, koji]),
      )
      expect(body.total).toBe(5)
      expect(text).not.toContain(tenant === 'alpha' ? 'beta' : 'alpha')
    }
  })

  it.each(sharedRoutes)('is the same for everybody at %s %s', async (api, _, path) => {
    const answers = await Promise.all(
      [alpha, beta].map(async ({ token }) => visible(await tenants.system.call(api, 'GET', path, { token }))),
    )

    expect(answers[0]).toStrictEqual(answers[1])
    expect(answers[0]?.status).toBe(200)
  })

  it('is no metric on the public port', async () => {
    for (const api of ['composer', 'worker'] as const) {
      const response = await fetch(`${tenants.system.publicUrls[api]}/metrics`)
      expect(response.status).not.toBe(200)
    }
  })

  it('is counted in metrics under its own name', async () => {
    const text = await (await fetch(`${tenants.system.internalUrls.worker}/metrics`)).text()
    const count = (name: string, labels: string[]) =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
        .map((line) => Number(line.split(' ').at(-1)))

    for (const { tenant } of [alpha, beta]) {
      const of = `tenant="org-${tenant}"`
      expect(count('image_builder_worker_running_jobs', [of, 'type="osbuild"'])).toStrictEqual([1])
      expect(count('image_builder_worker_pending_jobs', [of, 'type="aws-ec2-copy"'])).toStrictEqual([1])
      expect(count('image_builder_worker_active_workers', [of, 'arch="x86_64"'])).toStrictEqual([1])
      expect(count('image_builder_worker_total_jobs', [of, 'type="osbuild"'])).toStrictEqual([2])
    }
  })
})

describe('a job', () => {
  it('is not offered to workers of another tenant, whatever they ask for', async () => {
    const stranger = rawWorker(tenants.system, await tenants.issuer.token({ 'rh-org-id': 'gamma' }))

    expect((await stranger.request(workerTypes)).status).toBe(204)
  })

  it('wakes the waiting workers of its own tenant alone', async () => {
    const { system, issuer } = tenants
    const claimsBeside = async (tenant: string): Promise<[number, number]> => {
      const worker = rawWorker(system, await issuer.token({ 'rh-org-id': tenant }))
      // From now on the lane is known to be empty: a further poll asks the database for nothing.
      expect((await worker.request(['image-builder-manifest'])).status).toBe(204)
      const waiting = worker.request(['image-builder-manifest'])
      const token = await issuer.token({ 'rh-org-id': 'delta' })
      const statements = await countStatements(system.database.db, async () => {
        await system.call('composer', 'POST', '/compose', { token, body: localRequest('delta') })
        await waiting
      })
      const claims = statements.filter((statement) => statement.includes('claim_jobs'))
      return [(await waiting).status, claims.length]
    }

    expect(await claimsBeside('delta')).toStrictEqual([201, 1])
    expect(await claimsBeside('gamma')).toStrictEqual([204, 0])
  })

  it.each([
    ['postDepsolveBlueprint', '/depsolve/blueprint', 'depsolve', depsolveRequest],
    ['postSearchPackages', '/search/packages', 'search-packages', searchRequest],
  ] as const)('of %s is done by workers of its tenant alone', async (_, path, type, body) => {
    const { system } = tenants
    const leaving = new AbortController()
    const asking = system.call('composer', 'POST', path, { token: alpha.token, body, signal: leaving.signal })
    const gone = asking.catch((error: unknown) => (error as Error).name)

    expect((await rawWorker(system, beta.token).request([type])).status).toBe(204)
    const taken = takenJob(await rawWorker(system, alpha.token).request([type]))
    expect(taken.type).toBe(type)
    leaving.abort()
    expect(await gone).toBe('AbortError')
  })

  it('reaches the worker of its tenant with nothing of another in it', async () => {
    for (const [owner, stranger] of pairs()) {
      const { text, composeId } = await rawWorker(tenants.system, owner.token).take('aws-ec2-copy')

      expect(composeId).toBe(owner.ids.clone)
      expect(text).toContain(`ami-of-${owner.tenant}`)
      expect(text).not.toContain(stranger.tenant)
    }
  })
})

describe("a tenant's own id", () => {
  it.each(
    [...composeRoutes, ...attemptRoutes, workerRoute].map(
      (route, at) => [route.operation, at, route] as const,
    ),
  )('is known to %s (row %i), with nothing of another tenant in the answer', async (_, __, route) => {
    for (const [owner, stranger] of pairs()) {
      const { status, text } = await call(route, route.own(owner), owner.token)

      expect(status).toBe(route.status)
      expect(text).not.toContain(stranger.tenant)
    }
  })
})
