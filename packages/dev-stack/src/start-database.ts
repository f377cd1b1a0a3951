import { join } from 'node:path'
import { startLocalPostgres } from '@composer/local-postgres'
import { postgresFolder } from './postgres-folder.js'

export interface DevDatabase {
  url: string
  stop(): Promise<void>
  /** Tells an embedded server to shut down and does not wait: for a process that must end now. */
  abandon(): void
}

/** The Postgres that was given, or an embedded one in the data folder. */
export async function startDatabase(given: string | undefined, dataDir: string): Promise<DevDatabase> {
  if (given !== undefined) return { url: given, stop: async () => {}, abandon() {} }
  const postgres = await startLocalPostgres({ dataDir: await postgresFolder(dataDir) })
  return {
    url: postgres.url,
    stop: () => postgres.stop(),
    abandon: () => process.kill(postgres.pid(), 'SIGINT'),
  }
}

/** An address fit to be shown. */
export function withoutPassword(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}

/** Where artifacts go: a folder of its own, so that removing one never touches the database. */
export const artifactsFolder = (dataDir: string): string => join(dataDir, 'artifacts')
