import { readFileSync } from 'node:fs'
import type { SettingDefinitions, Settings } from '@composer/process-kit'
import type { OAuthOptions, TlsOptions, WorkerClientOptions } from './client-options.js'

/** Settings of all our workers: address of the worker API and credentials. */
export const workerApiConnectionSettings = {
  WORKER_API_URL: {
    type: 'string',
    default: 'http://localhost:8700',
    pattern: /^(https?:\/\/[^/]|unix:\/).*$/,
    doc: 'Where worker-api listens: `https://host`, `http://host:port` or `unix:/path/to/socket`.',
  },
  WORKER_API_BASE_PATH: {
    type: 'string',
    default: '/api/image-builder-worker/v1',
    pattern: /^(\/[\w.~-]+)+$/,
    doc: 'Prefix of its routes; `BASE_PATH` of worker-api.',
  },
  WORKER_API_CA_FILE: {
    type: 'string',
    doc: 'PEM file of the authorities to trust for worker-api and the token service, instead of the built-in ones.',
  },
  WORKER_API_CLIENT_CERT_FILE: {
    type: 'string',
    doc: 'PEM file of the client certificate, for a worker-api behind mutual TLS.',
  },
  WORKER_API_CLIENT_KEY_FILE: { type: 'string', doc: 'PEM file of its private key.' },
  WORKER_API_PROXY: {
    type: 'url',
    protocols: ['http:', 'https:'],
    secret: true,
    doc: 'HTTP proxy on the way to worker-api and the token service.',
  },
  OAUTH_URL: {
    type: 'url',
    protocols: ['http:', 'https:'],
    doc: 'Token endpoint of the token service. Without it, calls carry no token.',
  },
  OAUTH_CLIENT_ID: { type: 'string', doc: 'Client id at the token service; needed with `OAUTH_URL`.' },
  OAUTH_CLIENT_SECRET: {
    type: 'string',
    secret: true,
    doc: 'Secret of the client (grant `client_credentials`).',
  },
  OAUTH_OFFLINE_TOKEN: {
    type: 'string',
    secret: true,
    doc: 'Offline token of the client (grant `refresh_token`); one of the two is needed with `OAUTH_URL`.',
  },
} as const satisfies SettingDefinitions

/** Settings of all our programs that run `image-builder`. */
export const programSettings = {
  IMAGE_BUILDER: {
    type: 'string',
    default: 'image-builder',
    doc: 'The program that makes manifests: an absolute path, or a name to look up in `PATH`.',
  },
  MANIFEST_USE_LIBREPO: {
    type: 'boolean',
    default: false,
    doc: 'Manifests tell builders to download packages with librepo. Older builders cannot, nor can builders behind a proxy.',
  },
} as const satisfies SettingDefinitions

export type WorkerApiConnectionSettings = Settings<typeof workerApiConnectionSettings>

/** A rule for `loadSettings`: finds connection settings that do not fit each other. */
export function workerApiConnectionRules(settings: WorkerApiConnectionSettings): string[] {
  const faults: string[] = []
  if (settings.OAUTH_URL !== undefined) {
    if (settings.OAUTH_CLIENT_ID === undefined)
      faults.push('OAUTH_CLIENT_ID: must be set together with OAUTH_URL')
    if (settings.OAUTH_CLIENT_SECRET === undefined && settings.OAUTH_OFFLINE_TOKEN === undefined)
      faults.push('OAUTH_CLIENT_SECRET: must be set together with OAUTH_URL, or OAUTH_OFFLINE_TOKEN')
  } else if (settings.OAUTH_CLIENT_ID !== undefined) {
    faults.push('OAUTH_URL: must be set together with OAUTH_CLIENT_ID')
  }
  const { WORKER_API_CLIENT_CERT_FILE: cert, WORKER_API_CLIENT_KEY_FILE: key } = settings
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? 'WORKER_API_CLIENT_CERT_FILE' : 'WORKER_API_CLIENT_KEY_FILE'
    faults.push(`${missing}: a client certificate needs both files`)
  }
  return faults
}

/**
 * Converts the settings to the options of a client, and reads the PEM files.
 * @throws {Error} naming the setting whose file cannot be read
 */
export function clientOptionsFrom(
  settings: WorkerApiConnectionSettings,
  arch: string,
): WorkerClientOptions & { oauth?: OAuthOptions } {
  const tls = tlsFrom(settings)
  const oauth = oauthFrom(settings)
  return {
    url: settings.WORKER_API_URL,
    basePath: settings.WORKER_API_BASE_PATH,
    arch,
    ...(settings.WORKER_API_PROXY !== undefined && { proxy: settings.WORKER_API_PROXY }),
    ...(Object.keys(tls).length > 0 && { tls }),
    ...(oauth && { oauth }),
  }
}

function tlsFrom(settings: WorkerApiConnectionSettings): TlsOptions {
  const files = {
    ca: 'WORKER_API_CA_FILE',
    cert: 'WORKER_API_CLIENT_CERT_FILE',
    key: 'WORKER_API_CLIENT_KEY_FILE',
  } as const
  return Object.fromEntries(
    Object.entries(files).flatMap(([option, name]) => {
      const path = settings[name]
      return path === undefined ? [] : [[option, readPem(name, path)]]
    }),
  )
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(
      `${name}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`,
      {
        cause: error,
      },
    )
  }
}

function oauthFrom(settings: WorkerApiConnectionSettings): OAuthOptions | undefined {
  const { OAUTH_URL: url, OAUTH_CLIENT_ID: clientId } = settings
  if (url === undefined || clientId === undefined) return undefined
  return {
    url,
    clientId,
    ...(settings.OAUTH_CLIENT_SECRET !== undefined && { clientSecret: settings.OAUTH_CLIENT_SECRET }),
    ...(settings.OAUTH_OFFLINE_TOKEN !== undefined && { refreshToken: settings.OAUTH_OFFLINE_TOKEN }),
  }
}
