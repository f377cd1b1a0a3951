import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex from 'knex'

export interface Cluster {
  databaseUrl: string
  /** Folders that pods mount: artifacts of both services, a secret as a file, the program of the maker. */
  artifacts: string
  secret: string
  program: string
  remove(): Promise<void>
}

/** What is there before the first pod: a database without tables, and folders that user 1000 may use. */
export async function createCluster(): Promise<Cluster> {
  const server = process.env['COMPOSER_TEST_POSTGRES_URL'] ?? ''
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = knex({ client: 'pg', connection: server, pool: { min: 0, max: 1 } })
  await admin.raw(`CREATE DATABASE ${name}`)
  const databaseUrl = new URL(server)
  databaseUrl.pathname = `/${name}`

  const folder = await mkdtemp(join(tmpdir(), 'images-'))
  await chmod(folder, 0o755)
  const [artifacts, secret, program] = ['artifacts', 'secret', 'image-builder'].map((part) =>
    join(folder, part),
  ) as [string, string, string]
  for (const part of [artifacts, secret, program]) {
    await mkdir(part)
    await chmod(part, 0o777)
  }
  await writeFile(join(secret, 'url'), `${databaseUrl.href}\n`)
  return {
    databaseUrl: databaseUrl.href,
    artifacts,
    secret,
    program,
    async remove() {
      await admin.raw(`DROP DATABASE ${name} WITH (FORCE)`)
      await admin.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
