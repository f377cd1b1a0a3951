import {
  defineSettings,
  loadSettings,
  logSettings,
  type Environment,
  type Settings,
} from '@composer/process-kit'
import {
  programSettings,
  workerApiConnectionRules,
  workerApiConnectionSettings,
} from '@composer/worker-client'

const MIB = 1024 * 1024

/** All settings of the manifest maker. The configuration reference and the chart's schema are generated from them. */
export const manifestMakerSettings = {
  ...defineSettings({
    HOST: { type: 'string', default: '127.0.0.1', doc: 'Address of the internal port.' },
    INTERNAL_PORT: {
      type: 'integer',
      default: 8010,
      max: 65_535,
      doc: 'Port of `/metrics`, `/livez` and `/readyz`. There is no other.',
    },
    MANIFEST_SOLVER: {
      type: 'choice',
      choices: ['workers', 'local'],
      default: 'workers',
      doc: '`workers`: the workers of the tenant solve packages, with their network and subscriptions. `local`: the solver of this machine does (`OSBUILD_DEPSOLVE_DNF`, or where the program looks by itself).',
    },
    MANIFEST_JOBS: {
      type: 'integer',
      default: 200,
      min: 1,
      max: 10_000,
      doc: 'Jobs that are held at a time. Most of them wait for workers, which costs next to nothing.',
    },
    MANIFEST_PROGRAMS: {
      type: 'integer',
      default: 2,
      min: 1,
      max: 256,
      doc: 'Runs of `image-builder` at a time: one for each CPU.',
    },
    MANIFEST_PATIENCE_SECONDS: {
      type: 'integer',
      default: 20,
      max: 3600,
      doc: 'How long a run waits for packages. Then it is ended, and started again when they are solved.',
    },
    MANIFEST_TIMEOUT_SECONDS: {
      type: 'integer',
      default: 300,
      min: 1,
      max: 86_400,
      doc: 'Longest run of `image-builder`, in time and in CPU time.',
    },
    MANIFEST_MEMORY_BYTES: {
      type: 'integer',
      default: 2048 * MIB,
      min: 256 * MIB,
      doc: 'Memory of a run (`RLIMIT_DATA`), and of its solver.',
    },
    MANIFEST_OUTPUT_BYTES: {
      type: 'integer',
      default: 64 * MIB,
      min: MIB,
      doc: 'Longest manifest, and largest file a run writes.',
    },
    MANIFEST_DISK_BYTES: {
      type: 'integer',
      default: 1024 * MIB,
      min: MIB,
      doc: 'All files of a run together.',
    },
    MANIFEST_SCRATCH_DIR: {
      type: 'string',
      default: '/tmp/manifest-maker',
      pattern: /^\//,
      doc: 'Where each job has a private folder, removed after it. On a file system of this machine.',
    },
    MANIFEST_CACHE_DIR: {
      type: 'string',
      pattern: /^\//,
      doc: 'Keep the metadata of repositories here, for `MANIFEST_SOLVER=local`. Without it each job fetches them anew and shares nothing.',
    },
    MANIFEST_PROXY: {
      type: 'url',
      protocols: ['http:', 'https:'],
      secret: true,
      doc: 'HTTP proxy through which `image-builder` reaches container registries and ostree repositories.',
    },
    MANIFEST_CA_FILE: {
      type: 'string',
      doc: 'PEM file of the authorities that `image-builder` trusts, instead of those of the system.',
    },
    MANIFEST_REGISTRY_AUTH_FILE: {
      type: 'string',
      doc: 'Credentials of container registries (`auth.json`), for every tenant alike.',
    },
    OSBUILD_DEPSOLVE_DNF: {
      type: 'string',
      doc: 'Path of the solver for `MANIFEST_SOLVER=local`, where it is not in its usual place.',
    },
    SHUTDOWN_GRACE_SECONDS: {
      type: 'integer',
      default: 60,
      min: 0,
      max: 3600,
      doc: 'Time to finish jobs after SIGTERM. What is left is given back; the queue hands it out again at once.',
    },
  }),
  ...programSettings,
  ...workerApiConnectionSettings,
  ...logSettings,
}

export type ManifestMakerSettings = Settings<typeof manifestMakerSettings>

/** @throws SettingsError naming every fault */
export const loadMakerSettings = (environment: Environment): ManifestMakerSettings =>
  loadSettings(manifestMakerSettings, environment, workerApiConnectionRules)
