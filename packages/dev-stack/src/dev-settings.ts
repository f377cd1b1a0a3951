import { defineSettings, loadSettings, type Environment, type Settings } from '@composer/service-kit'

export const devSettings = defineSettings({
  COMPOSER_API_PORT: { type: 'port', default: 8080, doc: 'Port of composer-api; 0 for any free one.' },
  WORKER_API_PORT: { type: 'port', default: 8700, doc: 'Port of worker-api; 0 for any free one.' },
  COMPOSER_API_INTERNAL_PORT: {
    type: 'port',
    default: 0,
    doc: 'Port of metrics and health of composer-api; 0 for any free one.',
  },
  WORKER_API_INTERNAL_PORT: {
    type: 'port',
    default: 0,
    doc: 'Port of metrics and health of worker-api; 0 for any free one.',
  },
  TOKEN_ISSUER_PORT: {
    type: 'integer',
    default: 0,
    max: 65_535,
    doc: 'Port of the token issuer of AUTH_MODE=jwt; 0 for any free one.',
  },
  DATABASE_URL: {
    type: 'url',
    protocols: ['postgres:', 'postgresql:'],
    secret: true,
    doc: 'This Postgres instead of the embedded one.',
  },
  DATA_DIR: {
    type: 'string',
    default: '.data',
    doc: 'Folder of the embedded Postgres and of the artifacts, relative to the repository.',
  },
  DEMO_WORKERS: {
    type: 'integer',
    default: 2,
    min: 0,
    max: 100,
    doc: 'Number of demo workers, x86_64 and aarch64 in turn.',
  },
  DEMO_BUILD_SECONDS: {
    type: 'integer',
    default: 6,
    min: 0,
    max: 3600,
    doc: 'How long a simulated build takes.',
  },
  MANIFEST_MAKER: {
    type: 'choice',
    choices: ['demo', 'real', 'none'],
    default: 'demo',
    doc: 'Who makes manifests: a demo maker makes them up; `real` runs `image-builder`, which has to be in PATH.',
  },
  AUTH_MODE: {
    type: 'choice',
    choices: ['none', 'jwt'],
    default: 'none',
    doc: 'With jwt, a local token issuer is started, unless `JWT_JWKS_URLS` names key sets.',
  },
})

export type DevSettings = Settings<typeof devSettings>

/** @throws {SettingsError} naming every fault */
export const loadDevSettings = (environment: Environment): DevSettings =>
  loadSettings(devSettings, environment)
