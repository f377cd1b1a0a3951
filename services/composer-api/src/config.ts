import {
  authSettings,
  databaseSettings,
  defineSettings,
  loadSettings,
  SettingsError,
  sharedRules,
  sharedSettings,
} from '@composer/service-kit'
import type { Environment, Settings } from '@composer/service-kit'
import { parseAliases } from './catalog/parse-aliases.js'

/** Every setting of this service: the configuration reference and the chart's schema are made from it. */
export const composerApiSettings = {
  ...defineSettings({
    PORT: { type: 'port', default: 8080, doc: 'Port of the API, or the path of a unix socket.' },
    INTERNAL_PORT: {
      type: 'integer',
      default: 8008,
      max: 65_535,
      doc: 'Port of `/metrics`, `/livez` and `/readyz`.',
    },
    BASE_PATH: {
      type: 'string',
      default: '/api/image-builder-composer/v2',
      pattern: /^(\/[\w.~-]+)+$/,
      doc: 'Prefix of every route.',
    },
    CATALOG_DIR: {
      type: 'string',
      doc: 'Folder with families, distributions, repositories and aliases that add to the built-in ones or replace those of the same name. Read again on SIGHUP.',
    },
    KEYS_DIR: {
      type: 'string',
      doc: 'Folder with the GPG key files that the default repositories name; none are shipped.',
    },
    IGNORE_MISSING_REPOS: {
      type: 'boolean',
      default: true,
      doc: 'Start although key files of default repositories are missing; builds from those repositories fail. `false`: do not start.',
    },
    DISTRO_ALIASES: {
      type: 'string',
      default: '',
      doc: 'More names for distributions: `name=distribution`, separated by commas.',
    },
    DEPSOLVE_TIMEOUT_SECONDS: {
      type: 'integer',
      default: 300,
      min: 1,
      max: 3600,
      doc: 'How long a depsolve or search request waits for a worker.',
    },
    PASSWORD_THREADS: {
      type: 'integer',
      default: 1,
      min: 1,
      max: 64,
      doc: 'Threads that hash passwords. More help where the process has more than one CPU.',
    },
    PASSWORD_QUEUE_MAX: {
      type: 'integer',
      default: 1024,
      min: 1,
      max: 1_000_000,
      doc: 'Passwords that may wait for a thread (about 100 a second are hashed; every 512 characters count as one more), half of them of one tenant. A request beyond is 503 with `Retry-After`.',
    },
    REQUEST_THREADS: {
      type: 'integer',
      default: 1,
      min: 1,
      max: 64,
      doc: 'Threads that read request bodies of more than 128 KiB. More help where the process has more than one CPU; each takes up to 256 MiB.',
    },
    REQUEST_MEMORY_BYTES: {
      type: 'integer',
      default: 32 * 1024 * 1024,
      min: 1024 * 1024,
      doc: 'Bodies of more than 128 KiB that are held until they are answered have at most so many bytes together, half of them of one tenant, or are one. A request beyond is 503 with `Retry-After`.',
    },
    TENANT_MAX_QUEUED_JOBS: {
      type: 'integer',
      default: 0,
      min: 0,
      max: 1_000_000,
      doc: 'A tenant with so many jobs that wait for workers or for other jobs can ask for no more: 429 with `Retry-After`. `0`: no limit.',
    },
    MANIFESTS: {
      type: 'choice',
      choices: ['maker', 'workers'],
      default: 'maker',
      doc: 'Who makes manifests. `maker`: manifest makers of this service, with packages solved by the tenants’ workers; every Go worker will do. `workers`: workers that have the image-builder program, in `image-builder-manifest` jobs.',
    },
    CONSOLE: {
      type: 'choice',
      choices: ['off', 'read-only', 'full'],
      default: 'read-only',
      doc: "The operator's page on the internal port, below `/console`. `full`: with actions.",
    },
    CONSOLE_HOSTS: {
      type: 'list',
      default: ['localhost', '127.0.0.1', '[::1]'],
      doc: 'Host names under which the console may be reached; others are refused, because any page of the web can lead a browser to an address behind a port-forward.',
    },
    CONSOLE_ACTOR_HEADER: {
      type: 'string',
      default: 'X-Forwarded-User',
      pattern: /^[A-Za-z0-9-]{1,64}$/,
      doc: 'Header in which the proxy in front of the console names who acts. Without it there are no actions.',
    },
    CONSOLE_DEFAULT_ACTOR: {
      type: 'string',
      default: '',
      doc: 'Who acts when that header is missing; for development.',
    },
    COMPOSE_RETENTION_DAYS: {
      type: 'integer',
      default: 14,
      min: 1,
      max: 3650,
      doc: 'Age at which a compose may be removed with its results and artifacts.',
    },
  }),
  ...sharedSettings,
  ...databaseSettings,
  ...authSettings,
}

export type ComposerApiSettings = Settings<typeof composerApiSettings>

export interface ComposerApiConfig {
  settings: ComposerApiSettings
  /** The parsed DISTRO_ALIASES: alias → distribution. */
  aliases: Record<string, string>
}

/** @throws SettingsError naming every fault */
export function loadConfig(environment: Environment): ComposerApiConfig {
  const settings = loadSettings(composerApiSettings, environment, sharedRules)
  try {
    return { settings, aliases: parseAliases(settings.DISTRO_ALIASES) }
  } catch (error) {
    throw new SettingsError([`DISTRO_ALIASES: ${(error as Error).message}`])
  }
}
