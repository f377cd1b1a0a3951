import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { defineSettings, type Settings } from '@composer/process-kit'
import type { ClientConfig } from 'pg'

export const databaseSettings = defineSettings({
  DATABASE_URL: {
    type: 'url',
    protocols: ['postgres:', 'postgresql:'],
    secret: true,
    doc: 'Connection to Postgres. Or its parts in `PGHOST` … `PGPASSWORD`.',
  },
  DATABASE_LISTEN_URL: {
    type: 'string',
    pattern: /^(none|postgres(ql)?:\/\/.+)$/,
    secret: true,
    doc: 'Connection of its own for LISTEN, and for `migrate`, where `DATABASE_URL` goes through a transaction-pooling proxy. `none`: there is none; the services then poll every second, as they do when they find a proxy in between and nothing is set.',
  },
  DATABASE_POOL_MAX: {
    type: 'integer',
    default: 10,
    min: 1,
    max: 1000,
    doc: 'Connections in the pool of a process; one more is used to LISTEN.',
  },
  DATABASE_CONNECTION_MAX_AGE_SECONDS: {
    type: 'integer',
    default: 600,
    min: 1,
    max: 86_400,
    doc: 'Age at which a connection of the pool is closed and made anew, up to a fifth more: after a failover none stays with the old server.',
  },
  DATABASE_NAMED_STATEMENTS: {
    type: 'choice',
    choices: ['auto', 'on', 'off'],
    default: 'auto',
    doc: 'Whether the statements of the queue are prepared by name once for each connection, which halves their price. `auto`: unless a proxy like PgBouncer is found in between, which may hand each transaction to another session. `on` also behind one: for session pooling.',
  },
  DATABASE_STATEMENT_TIMEOUT_SECONDS: {
    type: 'integer',
    default: 60,
    min: 0,
    doc: 'Longest statement; 0 for no limit, and for proxies that refuse connections which bring `statement_timeout` along.',
  },
  DATABASE_START_TIMEOUT_SECONDS: {
    type: 'integer',
    default: 120,
    min: 0,
    doc: 'How long a start waits for the database and its migrations.',
  },
  PGHOST: { type: 'string', doc: 'Host, if there is no `DATABASE_URL`.' },
  PGPORT: {
    type: 'integer',
    default: 5432,
    min: 1,
    max: 65_535,
    doc: 'Port, if there is no `DATABASE_URL`.',
  },
  PGDATABASE: { type: 'string', doc: 'Database, if there is no `DATABASE_URL`.' },
  PGUSER: { type: 'string', doc: 'User, if there is no `DATABASE_URL`.' },
  PGPASSWORD: { type: 'string', secret: true, doc: 'Password, if there is no `DATABASE_URL`.' },
  PGSSLMODE: {
    type: 'choice',
    choices: ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'],
    default: 'prefer',
    doc: 'TLS to the database: `require` encrypts (and checks like `verify-ca` if `PGSSLROOTCERT` is set), `verify-ca` also checks the certificate, `verify-full` also the host name. `prefer` is `disable` on loopback and `require` elsewhere.',
  },
  PGSSLROOTCERT: {
    type: 'string',
    doc: 'PEM file of the authorities that certificates are checked against, instead of the built-in ones.',
  },
})

export type DatabaseSettings = Settings<typeof databaseSettings>

/**
 * Converts the settings to the connection options of pg.
 * @throws Error if neither a URL nor a host is set, or the root certificate cannot be read
 */
export function connectionConfig(settings: DatabaseSettings, url = settings.DATABASE_URL): ClientConfig {
  if (!url && !settings.PGHOST) throw new Error('Neither DATABASE_URL nor PGHOST is set')
  const parts = url
    ? fromUrl(url)
    : {
        host: settings.PGHOST,
        port: settings.PGPORT,
        database: settings.PGDATABASE,
        user: settings.PGUSER,
        password: settings.PGPASSWORD,
      }
  const defined = Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined),
  ) as ClientConfig
  return { ...defined, ssl: tls(settings, defined.host ?? '', url), keepAlive: true }
}

/** Options of the direct connection for LISTEN; undefined if none is configured. */
export function listenConfig(settings: DatabaseSettings): ClientConfig | undefined {
  if (settings.DATABASE_LISTEN_URL === 'none') return undefined
  return connectionConfig(settings, settings.DATABASE_LISTEN_URL ?? settings.DATABASE_URL)
}

/** Parses the URL here, because pg's parser would treat TLS parameters and special characters differently. */
function fromUrl(text: string): ClientConfig {
  const url = new URL(text)
  return {
    host:
      decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '') ||
      (url.searchParams.get('host') ?? 'localhost'),
    ...(url.port ? { port: Number(url.port) } : {}),
    ...(url.pathname.length > 1 ? { database: decodeURIComponent(url.pathname.slice(1)) } : {}),
    ...(url.username ? { user: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
  }
}

function tls(settings: DatabaseSettings, host: string, url: string | undefined): ConnectionOptions | false {
  const inUrl = url ? new URL(url).searchParams : undefined
  const mode = inUrl?.get('sslmode') ?? settings.PGSSLMODE
  const root = inUrl?.get('sslrootcert') ?? settings.PGSSLROOTCERT
  const anybody = { rejectUnauthorized: false }
  // Without `host`, Node compares the certificate of a server reached by IP address with `localhost`.
  const verified = (): ConnectionOptions => ({
    ...(root ? { ca: readFileSync(root, 'utf8') } : {}),
    host,
    rejectUnauthorized: true,
  })
  const anyName = { checkServerIdentity: () => undefined }
  switch (mode) {
    case 'disable':
      return false
    case 'verify-full':
      return verified()
    case 'verify-ca':
      return { ...verified(), ...anyName }
    case 'require':
      return root ? { ...verified(), ...anyName } : anybody
    case 'prefer':
      return isLocal(host) ? false : anybody
    default:
      throw new Error(`sslmode=${mode} is none of disable, prefer, require, verify-ca, verify-full`)
  }
}

const isLocal = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || host.startsWith('127.')
