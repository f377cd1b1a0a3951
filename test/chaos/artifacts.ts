import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeDisk, type Disk } from './disks.js'
import { startObjectStore, type ObjectStore } from './object-store.js'
import type { Link, Toxiproxy } from './toxiproxy.js'

/** Where the services keep the files of workers. */
export interface Artifacts {
  environment: Record<string, string>
  /** Only where they are files and mounting is possible. */
  disk?: Disk
  /** Only where they are objects. */
  objects?: ObjectStore
  link?: Link
  /** Uploads that belong to no job, by the attempt's token: what a stop in between may leave for maintenance. */
  leftovers(): Promise<string[]>
  stop(): Promise<void>
}

const diskMib = 8192

export async function startFileArtifacts(folder: string, onDisk: boolean): Promise<Artifacts> {
  const home = join(folder, 'artifacts')
  const disk = onDisk ? await makeDisk(home, diskMib) : undefined
  await mkdir(home, { recursive: true })
  const namesIn = (name: string) => readdir(join(home, name)).catch(() => [])
  return {
    environment: { ARTIFACTS_URL: pathToFileURL(home).href },
    ...(disk && { disk }),
    async leftovers() {
      const names = [...(await namesIn('incoming')), ...(await namesIn('staging'))]
      return names.map((name) => name.split('.')[0] ?? name)
    },
    stop: async () => disk?.remove(),
  }
}

export async function startObjectArtifacts(program: string, toxiproxy: Toxiproxy): Promise<Artifacts> {
  const objects = await startObjectStore(program)
  const link = await toxiproxy.link('artifacts', objects.port)
  return {
    environment: {
      ARTIFACTS_URL: `s3://${objects.bucket}`,
      S3_ENDPOINT: `http://127.0.0.1:${link.port}`,
      S3_FORCE_PATH_STYLE: 'true',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'secret',
    },
    objects,
    link,
    async leftovers() {
      const keys = await objects.keys()
      const published = new Set(keys.filter((key) => key.startsWith('jobs/')).map((key) => key.split('/')[2]))
      const uploaded = keys
        .filter((key) => key.startsWith('attempts/'))
        .map((key) => key.split('/')[1] ?? key)
      return [...uploaded.filter((token) => !published.has(token)), ...(await objects.unfinishedUploads())]
    },
    stop: () => objects.stop(),
  }
}
