import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewJob } from '@composer/jobqueue'
import { startJwksServer } from '@composer/testkit'
import { startWorkerApi, type Answer, type CallOptions, type TestWorkerApi } from './worker.js'

/** The args of a depsolve job, as a maker sends them. */
export const depsolveArgs = {
  grouped_package_sets: {
    os: [
      {
        Include: ['bash'],
        Exclude: null,
        EnabledModules: null,
        Repositories: [{ id: 'base', baseurls: ['https://repo.example.com/base'] }],
        InstallWeakDeps: true,
      },
    ],
  },
  module_platform_id: 'platform:f43',
  arch: 'x86_64',
  releasever: '43',
}

/** A result that fits, with a number and a spelling that JSON.parse would change. */
export const solved =
  '{"transactions": {"os": [[]]}, "package_specs": {"os": []}, "seed": 9223372036854775807, "x": 1.0}'

/** A worker-api with tenants and makers told apart by their tokens. */
export interface MakerApi extends TestWorkerApi {
  /** A call with the token of a tenant, or with that of a maker. */
  as(who: string, method: string, path: string, options?: CallOptions): Promise<Answer>
  /** One request for a job; answers its token and its id. */
  take(who: string, ...types: string[]): Promise<Taken>
  /** A compose of a tenant whose first job is a manifest and whose root is its build. */
  compose(tenant: string, build?: Partial<NewJob>): Promise<Composed>
  /** A manifest of the tenant that a maker works on. */
  making(tenant: string): Promise<Taken>
  /** POST …/depsolve with the usual args, or others. */
  depsolve(token: string, args?: unknown): Promise<Answer>
  /** Resolves when the tenant has so many unfinished solves. */
  untilSolves(tenant: string, count: number): Promise<void>
}

export interface Taken {
  id: string
  token: string
  composeId: string
}

export interface Composed {
  manifest: string
  build: string
}

export const MAKER = 'maker'

export async function startMakerApi(env: Record<string, string> = {}): Promise<MakerApi> {
  const issuer = await startJwksServer('ES256')
  const folder = await mkdtemp(join(tmpdir(), 'makers-'))
  const list = join(folder, 'makers.yml')
  await writeFile(list, "- { claim: client_id, pattern: '^maker$' }\n")
  const api = await startWorkerApi({
    AUTH_MODE: 'jwt',
    JWT_JWKS_URLS: issuer.url,
    MAKER_ACL_FILE: list,
    ...env,
  })
  const tokens = new Map<string, string>()
  const bearer = async (who: string) => {
    const claims = who === MAKER ? { client_id: 'maker', 'rh-org-id': undefined } : { 'rh-org-id': who }
    const token = tokens.get(who) ?? (await issuer.token(claims))
    tokens.set(who, token)
    return { Authorization: `Bearer ${token}` }
  }
  const as: MakerApi['as'] = async (who, method, path, { headers, ...options } = {}) =>
    api.call(method, path, { ...options, headers: { ...(await bearer(who)), ...headers } })
  const take: MakerApi['take'] = async (who, ...types) => {
    const { status, text, body } = await as(who, 'POST', '/jobs', { body: { types, arch: 'x86_64' } })
    if (status !== 201) throw new Error(`no ${types.join()} job for ${who}: ${status} ${text}`)
    const token = String(body.location).split('/').at(-1) ?? ''
    return { id: body.id, token, composeId: body.compose_id }
  }
  const compose: MakerApi['compose'] = async (tenant, build) => {
    const { jobIds } = await api.queue.enqueue({
      channel: `org-${tenant}`,
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [
        { ref: 'manifest', type: 'manifest-id-only', role: 'manifest', args: '{}', dependsOn: [] },
        {
          ref: 'build',
          type: 'osbuild:x86_64',
          role: 'build',
          args: '{}',
          dependsOn: [{ ref: 'manifest' }],
          ...build,
        },
      ],
    })
    return { manifest: jobIds.manifest ?? '', build: jobIds.build ?? '' }
  }
  return {
    ...api,
    as,
    take,
    compose,
    async making(tenant) {
      await compose(tenant)
      return take(MAKER, 'manifest-id-only')
    },
    depsolve: (token, args = depsolveArgs) => as(MAKER, 'POST', `/jobs/${token}/depsolve`, { body: args }),
    async untilSolves(tenant, count) {
      for (;;) {
        const open = await api.database
          .db('jobs')
          .where({ channel: `org-${tenant}`, type: 'depsolve' })
          .whereIn('state', ['ready', 'running'])
        if (open.length === count) return
      }
    },
    async stop() {
      const clean = await api.stop()
      await issuer.close()
      await rm(folder, { recursive: true, force: true })
      return clean
    },
  }
}
