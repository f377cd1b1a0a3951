import { startJwksServer, type JwksServer } from '@composer/testkit'
import { awsTarget, buildResult, localTarget, manifestResult } from './build-results.js'
import { awsRequest, kojiRequest, localRequest } from './compose-requests.js'
import { rawWorker } from './raw-worker.js'
import { startSystem, type Environment, type System } from './start-system.js'

/** Everything a tenant can have, by the ids that lead to it. */
export interface Estate {
  tenant: string
  /** Bearer token. */
  token: string
  /** An id in every state: of composes, of a clone, and of a job inside of a compose. */
  ids: {
    built: string
    shared: string
    running: string
    waiting: string
    koji: string
    clone: string
    job: string
  }
  /** Tokens of attempts. */
  attempts: { running: string; finished: string; cancelled: string }
  worker: string
}

export interface TenantSystem {
  system: System
  issuer: JwksServer
  stop(): Promise<void>
}

/** Both services, with tenants told apart by signed tokens of an issuer on loopback. */
export async function startTenantSystem(environment: Environment = {}): Promise<TenantSystem> {
  const issuer = await startJwksServer('ES256')
  const system = await startSystem({ AUTH_MODE: 'jwt', JWT_JWKS_URLS: issuer.url, ...environment })
  return {
    system,
    issuer,
    async stop() {
      await system.stop()
      await issuer.close()
    },
  }
}

/** Fills a tenant's lane; the tenant's name is in every request, result and file. */
export async function populate({ system, issuer }: TenantSystem, tenant: string): Promise<Estate> {
  const token = await issuer.token({ 'rh-org-id': tenant })
  const worker = rawWorker(system, token)
  const post = async (path: string, body: object): Promise<string> => {
    const answer = await system.call('composer', 'POST', path, { token, body })
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.text}`)
    return answer.body.id as string
  }
  const building = async (request: object) => {
    const id = await post('/compose', request)
    const manifest = await worker.finish('image-builder-manifest', manifestResult(tenant))
    return { id, manifest, build: await worker.take('osbuild') }
  }
  const file = `disk-of-${tenant}.qcow2`

  const shared = await building(awsRequest(tenant))
  await worker.report(shared.build.token, buildResult(awsTarget(`ami-of-${tenant}`), tenant))
  const clone = await post(`/composes/${shared.id}/clone`, { region: 'us-east-1' })

  const built = await building(localRequest(tenant))
  await worker.upload(built.build.token, file, `file of ${tenant}`)
  await worker.report(built.build.token, buildResult(localTarget(file), tenant))

  const cancelled = await building(localRequest(tenant))
  await system.call('composer', 'DELETE', `/composes/${cancelled.id}`, { token })

  const running = await building(localRequest(tenant))
  await worker.upload(running.build.token, file, `half a file of ${tenant}`)
  const koji = await post('/compose', kojiRequest(tenant))
  const waiting = await post('/compose', localRequest(tenant))
  return {
    tenant,
    token,
    ids: {
      built: built.id,
      shared: shared.id,
      running: running.id,
      waiting,
      koji,
      clone,
      job: built.manifest.id,
    },
    attempts: {
      running: running.build.token,
      finished: built.build.token,
      cancelled: cancelled.build.token,
    },
    worker: await worker.register(),
  }
}
