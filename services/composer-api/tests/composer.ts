import { createArtifactStore } from '@composer/artifact-store'
import type { ArtifactStore } from '@composer/artifact-store'
import { createComposerApi } from '@composer/composer-api'
import type { ComposerApi } from '@composer/composer-api'
import { createJobQueue } from '@composer/jobqueue'
import type { JobQueue } from '@composer/jobqueue'
import { createServiceHome, expectDocumented } from '@composer/testkit'
import type { TestDatabase } from '@composer/testkit'

export const BASE = '/api/image-builder-composer/v2'

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed body; undefined when it is no JSON. */
  body: any // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it by path
}

/** The whole service over a database of its own; every answer is held against the OpenAPI document. */
export interface TestComposer {
  service: ComposerApi
  /** Folder of the artifacts. */
  folder: string
  queue: JobQueue
  database: TestDatabase
  artifacts: ArtifactStore
  internalUrl: string
  publicUrl: string
  call(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Forgets every compose, so that the next test finds no jobs but its own. */
  clear(): Promise<void>
  stop(): Promise<void>
}

/** @param store the store that `env` names, where it is not the folder that the helper makes */
export async function startComposer(
  env: Record<string, string> = {},
  store?: ArtifactStore,
): Promise<TestComposer> {
  const home = await createServiceHome()
  const { database, folder, artifactsUrl } = home
  const service = await createComposerApi({ ...home.environment, ...env })
  const artifacts = store ?? (await createArtifactStore({ url: artifactsUrl, durable: false }))
  if (!artifacts) throw new Error('no artifact store')
  const publicUrl = service.publicUrl

  const call: TestComposer['call'] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${publicUrl}${BASE}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer = { status: response.status, headers: response.headers, text, body: parsed(text) }
    expectDocumented('composer', method, path, { ...answer, headers: Object.fromEntries(response.headers) })
    return answer
  }

  return {
    service,
    folder,
    queue: createJobQueue({ db: database.db }),
    database,
    artifacts,
    publicUrl,
    internalUrl: service.internalUrl,
    call,
    get: (path, headers) => call('GET', path, headers && { headers }),
    post: (path, body, headers) => call('POST', path, { body, ...(headers && { headers }) }),
    async clear() {
      await database.db.raw('TRUNCATE composes, jobs, job_leases CASCADE')
    },
    async stop() {
      await service.stop()
      await home.remove()
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
