import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createManifestMaker } from '@composer/manifest-maker'
import type { Environment } from '@composer/service-kit'
import { type DemoMakerOptions, startDemoMaker } from './demo/demo-maker.js'
import type { DevSettings } from './dev-settings.js'
import type { TokenIssuer } from './token-issuer.js'

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
  issuer: TokenIssuer | undefined,
  options: Pick<DemoMakerOptions, 'heartbeatMs' | 'log'>,
): Promise<{ stop(): Promise<unknown> } | undefined> {
  if (settings.MANIFEST_MAKER === 'none') return undefined
  if (settings.MANIFEST_MAKER === 'demo') {
    const oauth = issuer && { oauth: { url: issuer.tokenUrl, clientId: MAKER, clientSecret: 'any' } }
    return startDemoMaker({
      api: { url, ...oauth },
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
      ...(issuer && { OAUTH_URL: issuer.tokenUrl, OAUTH_CLIENT_ID: MAKER, OAUTH_CLIENT_SECRET: 'any' }),
    },
    { heartbeatMs: options.heartbeatMs },
  )
}
