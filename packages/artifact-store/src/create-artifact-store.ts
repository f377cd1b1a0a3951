import { fileURLToPath } from 'node:url'
import type { ArtifactStore } from './artifact-store.js'
import { createFileStore } from './files/file-store.js'
import type { S3Options } from './s3/s3-options.js'

export interface ArtifactStoreOptions {
  /** `file:///folder`, `s3://bucket/prefix`, or `none`. */
  url: string
  s3?: S3Options
  /**
   * File system only: flush files and folders to the disk before an upload or a publication is confirmed (default
   * true). Without this, a power failure can lose files of a job that is already finished.
   */
  durable?: boolean
}

/** The address of the artifact store cannot be used. */
export class ArtifactsUrlError extends Error {
  override readonly name = 'ArtifactsUrlError'
}

/**
 * Makes the store for `url`; null for `none`. Does not access it yet: see `check()`. The S3 client, a fifth of the
 * modules of a service, is loaded only for a bucket.
 * @throws {ArtifactsUrlError} if the URL is malformed or has an unknown scheme
 */
export async function createArtifactStore(options: ArtifactStoreOptions): Promise<ArtifactStore | null> {
  if (options.url === 'none') return null
  if (!URL.canParse(options.url)) throw new ArtifactsUrlError('artifacts address is not a URL')
  const url = new URL(options.url)
  if (url.search !== '' || url.hash !== '')
    throw new ArtifactsUrlError('artifacts address may not have ? or #')
  if (url.protocol === 'file:') return createFileStore(folderOf(url), { durable: options.durable ?? true })
  if (url.protocol === 's3:') {
    const location = locationOf(url)
    const { createS3Store } = await import('./s3/s3-store.js')
    return createS3Store(location, options.s3 ?? {})
  }
  throw new ArtifactsUrlError(
    `artifacts address has the unknown scheme '${url.protocol}' (file:, s3: or none)`,
  )
}

function folderOf(url: URL): string {
  if (url.host !== '') throw new ArtifactsUrlError("artifacts address needs three slashes: 'file:///folder'")
  return fileURLToPath(url)
}

function locationOf(url: URL): { bucket: string; prefix: string } {
  if (url.host === '') throw new ArtifactsUrlError("artifacts address names no bucket: 's3://bucket/prefix'")
  if (url.username !== '' || url.password !== '')
    throw new ArtifactsUrlError('artifacts address may not hold credentials')
  const path = decodeURIComponent(url.pathname).replace(/^\/+|(?<!\/)\/+$/g, '')
  return { bucket: url.hostname, prefix: path === '' ? '' : `${path}/` }
}
