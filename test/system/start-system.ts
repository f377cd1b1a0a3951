import { createComposerApi } from '@composer/composer-api'
import { createServiceHome, expectDocumented, type TestDatabase } from '@composer/testkit'
import { createWorkerApi } from '@composer/worker-api'
import { call, type Answer, type CallOptions } from './call.js'

export type Api = 'composer' | 'worker'

export const BASE_PATHS = {
  composer: '/api/image-builder-composer/v2',
  worker: '/api/image-builder-worker/v1',
} as const

/** Both services in this process, over a database and an artifact folder of their own. */
export interface System {
  database: TestDatabase
  publicUrls: Record<Api, string>
  internalUrls: Record<Api, string>
  /** One request; its answer is held against the OpenAPI document. */
  call(api: Api, method: string, path: string, options?: CallOptions): Promise<Answer>
  stop(): Promise<void>
}

export type Environment = Record<string, string>

/** @param given settings; or what makes them of the database's address, and may prepare the database */
export async function startSystem(
  given: Environment | ((databaseUrl: string) => Environment | Promise<Environment>) = {},
): Promise<System> {
  const home = await createServiceHome()
  const { database } = home
  const settings = {
    ...home.environment,
    MANIFESTS: 'workers',
    ...(typeof given === 'function' ? await given(database.url) : given),
  }
  const worker = await createWorkerApi({ REQUEST_JOB_TIMEOUT_SECONDS: '1', ...settings })
  const composer = await createComposerApi(settings)
  const publicUrls = { composer: composer.publicUrl, worker: worker.publicUrl }
  return {
    database,
    publicUrls,
    internalUrls: { composer: composer.internalUrl, worker: worker.internalUrl },
    async call(api, method, path, options) {
      const answer = await call(publicUrls[api] + BASE_PATHS[api] + path, method, options)
      expectDocumented(api, method, path, answer)
      return answer
    },
    async stop() {
      await composer.stop()
      await worker.stop()
      await home.remove()
    },
  }
}
