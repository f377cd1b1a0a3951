import { artifactSettings, defineSettings, logSettings } from '@composer/process-kit'

/** Settings of both services. Ports and base path are not here: their defaults differ. */
export const sharedSettings = defineSettings({
  HOST: {
    type: 'string',
    default: '127.0.0.1',
    doc: 'Address to listen on, for both ports. Other than a loopback address only with `AUTH_MODE=jwt` or `ALLOW_INSECURE_BIND=true`.',
  },
  ...logSettings,
  ...artifactSettings,
  SHUTDOWN_GRACE_SECONDS: {
    type: 'integer',
    default: 25,
    min: 0,
    max: 3600,
    doc: 'Time to finish open requests after SIGTERM; then connections are cut.',
  },
  TENANT_MAX_OPEN_REQUESTS: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 1_000_000,
    doc: 'Requests of one tenant that an instance answers at the same time, waiting for a job apart; the next one is 429 with `Retry-After`. `0`: no limit.',
  },
  METRICS_MAX_TENANTS: {
    type: 'integer',
    default: 100,
    min: 1,
    max: 10_000,
    doc: 'Tenants that get a label of their own in the metrics; further ones are counted as `other`.',
  },
  MAX_REQUEST_BYTES: {
    type: 'integer',
    default: 8 * 1024 * 1024,
    min: 1024,
    doc: 'Largest JSON request body (results of jobs have a limit of their own).',
  },
})
