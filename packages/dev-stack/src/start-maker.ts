import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createManifestMaker } from '@composer/manifest-maker'
import type { Environment } from '@composer/service-kit'
import { type DemoMakerOptions, startDemoMaker } from './demo/demo-maker.js'
import type { Credentials } from './credentials.js'
import type { DevSettings } from './dev-settings.js'

/** Who the maker is at the token issuer, which takes a client id for a tenant. */
const MAKER = 'manifest-maker'

/** Writes the list that makes the maker one in the eyes of worker-api, and answers its path. */
export async function writeMakerList(dataDir: string): Promise<string> {
  const path = join(dataDir, 'makers.json')
  await writeFile(path, JSON.stringify([{ claim: 'rh-org-id', pattern: `^${MAKER}$` }]))
  return path
}

/**
 * Starts the maker that the settings want.
 * @throws {Error} when it is to be a real one and `image-builder` is not there
 */
export async function startMaker(
  settings: DevSettings,
  environment: Environment,
  url: string,
  credentials: Credentials,
  options: Pick<DemoMakerOptions, 'heartbeatMs' | 'log'>,
): Promise<{ stop(): Promise<unknown> } | undefined> {
  if (settings.MANIFEST_MAKER === 'none' || credentials.none) return undefined
  const oauth = credentials.maker(MAKER)
  if (settings.MANIFEST_MAKER === 'demo') {
    return startDemoMaker({
      api: { url, ...(oauth && { oauth }) },
      workMs: settings.DEMO_BUILD_SECONDS * 1000,
      ...options,
    })
  }
  return createManifestMaker(
    {
      SHUTDOWN_GRACE_SECONDS: '0',
      ...environment,
      WORKER_API_URL: url,
      HOST: '127.0.0.1',
      INTERNAL_PORT: '0',
      LOG_LEVEL: environment.LOG_LEVEL || 'error',
      LOG_FORMAT: environment.LOG_FORMAT || 'text',
      ...(oauth && {
        OAUTH_URL: oauth.url,
        OAUTH_CLIENT_ID: oauth.clientId,
        OAUTH_CLIENT_SECRET: oauth.clientSecret,
      }),
    },
    { heartbeatMs: options.heartbeatMs },
  )
}
