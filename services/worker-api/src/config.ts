import {
  authSettings,
  databaseSettings,
  defineSettings,
  loadSettings,
  sharedRules,
  sharedSettings,
  type Environment,
  type Settings,
} from '@composer/service-kit'

/** Every setting of this service. The configuration reference and the schema of the chart are generated from this. */
export const workerApiSettings = {
  ...defineSettings({
    PORT: { type: 'port', default: 8700, doc: 'Port of the API, or the path of a unix socket.' },
    INTERNAL_PORT: {
      type: 'integer',
      default: 8009,
      max: 65_535,
      doc: 'Port of `/metrics`, `/livez` and `/readyz`.',
    },
    BASE_PATH: {
      type: 'string',
      default: '/api/image-builder-worker/v1',
      pattern: /^(\/[\w.~-]+)+$/,
      doc: 'Prefix of every route, and of every address in an answer.',
    },
    REQUEST_JOB_TIMEOUT_SECONDS: {
      type: 'integer',
      default: 30,
      min: 1,
      max: 3600,
      doc: 'How long a request for a job waits. Below the idle limit of every proxy on the way; workers ask again at once.',
    },
    JOB_HEARTBEAT_TIMEOUT_SECONDS: {
      type: 'integer',
      default: 120,
      min: 2,
      doc: 'Silence after which a worker counts as dead. Workers beat every 15 s.',
    },
    JOB_WATCH_INTERVAL_SECONDS: {
      type: 'integer',
      default: 30,
      min: 1,
      doc: 'How often each instance looks for dead workers. At most a quarter of the heartbeat timeout.',
    },
    JOB_MAX_REQUEUES: {
      type: 'integer',
      default: 2,
      max: 100,
      doc: 'Dead workers a job survives; the next one fails it.',
    },
    WORKER_TIMEOUT_SECONDS: {
      type: 'integer',
      default: 3600,
      min: 1,
      doc: 'Silence after which a registered worker is forgotten; it then registers again.',
    },
    WORKER_WATCH_INTERVAL_SECONDS: {
      type: 'integer',
      default: 300,
      min: 1,
      doc: 'How often each instance looks for silent workers.',
    },
    TENANT_MAX_WAITING_POLLS: {
      type: 'integer',
      default: 20_000,
      min: 1,
      max: 1_000_000,
      doc: 'Requests for a job of one tenant that may wait on an instance; the next one is 429 with `Retry-After`.',
    },
    TENANT_MAX_WORKERS: {
      type: 'integer',
      default: 100_000,
      min: 1,
      max: 10_000_000,
      doc: 'Workers of one tenant that may be registered with all instances; what registers within the same seconds may overshoot it. The next one is 429 with `Retry-After`.',
    },
    MAX_RESULT_BYTES: {
      type: 'integer',
      default: 256 * 1024 * 1024,
      min: 1024 * 1024,
      max: 1000 * 1024 * 1024,
      doc: 'Largest result of a job. A long one is stored while it arrives and is never whole in memory.',
    },
    RESULT_THREADS: {
      type: 'integer',
      default: 1,
      min: 1,
      max: 64,
      doc: 'Threads that read large results. More help where the process has more than one CPU.',
    },
    RESULT_MEMORY_BYTES: {
      type: 'integer',
      default: 32 * 1024 * 1024,
      min: 1024 * 1024,
      doc: 'Results being received at the same time take at most about this much memory (each its size, or 4 MiB where it is longer), or one of them; the others wait.',
    },
    UPLOAD_STALL_SECONDS: {
      type: 'integer',
      default: 300,
      min: 1,
      max: 86_400,
      doc: 'A worker of whose file, or long result, nothing came for this long loses its connection. Time in which the artifact store or the database takes nothing does not count. Shorter bodies may stall for a minute.',
    },
    MAKER_ACL_FILE: {
      type: 'string',
      doc: 'List like that of `ACL_FILE`. A token with a match is that of a maker of manifests: it gets `manifest-id-only` jobs of all tenants and no others, needs no tenant, and is not held against `ACL_FILE`. Without the file, or with an empty list, there are no makers.',
    },
  }),
  ...sharedSettings,
  ...databaseSettings,
  ...authSettings,
}

export type WorkerApiSettings = Settings<typeof workerApiSettings>

/** @throws SettingsError that names every invalid setting */
export const loadConfig = (environment: Environment): WorkerApiSettings =>
  loadSettings(workerApiSettings, environment, sharedRules, watchRule)

const watchRule = (settings: WorkerApiSettings): string[] =>
  settings.JOB_WATCH_INTERVAL_SECONDS * 4 > settings.JOB_HEARTBEAT_TIMEOUT_SECONDS
    ? [
        'JOB_WATCH_INTERVAL_SECONDS: must be at most a quarter of JOB_HEARTBEAT_TIMEOUT_SECONDS: a longer gap counts as an outage',
      ]
    : []
