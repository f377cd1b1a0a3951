import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createTestDatabase, type TestDatabase } from './test-database.js'

export interface ServiceHome {
  database: TestDatabase
  /** Where artifacts are kept, as `ARTIFACTS_URL` names it. */
  artifactsUrl: string
  folder: string
  /** Settings for services on these: any free ports, no authentication, and only errors in the log. */
  environment: Record<string, string>
  remove(): Promise<void>
}

/** A database and an artifact folder of their own for the services of one suite. */
export async function createServiceHome(): Promise<ServiceHome> {
  const database = await createTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'composer-service-'))
  const artifactsUrl = pathToFileURL(folder).href
  return {
    database,
    artifactsUrl,
    folder,
    environment: { ...serviceEnvironment(database.url), ARTIFACTS_URL: artifactsUrl },
    async remove() {
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Settings for a service in a test, over this database. */
export const serviceEnvironment = (databaseUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  PORT: '0',
  INTERNAL_PORT: '0',
  AUTH_MODE: 'none',
  LOG_LEVEL: 'error',
})
