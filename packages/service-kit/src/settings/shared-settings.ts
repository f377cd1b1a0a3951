import { defineSettings } from './define-settings.js'

/** Settings of both services; the ports and the base path have a default of each. */
export const sharedSettings = defineSettings({
  HOST: {
    type: 'string',
    default: '127.0.0.1',
    doc: 'Address to listen on, for both ports. Other than a loopback address only with `AUTH_MODE=jwt` or `ALLOW_INSECURE_BIND=true`.',
  },
  LOG_LEVEL: {
    type: 'choice',
    choices: ['error', 'warn', 'info', 'debug'],
    default: 'info',
    doc: 'Least severe level that is logged.',
  },
  LOG_FORMAT: {
    type: 'choice',
    choices: ['json', 'text'],
    default: 'json',
    doc: 'One JSON object a line, or lines for human readers.',
  },
  LOG_CHANNEL: {
    type: 'string',
    default: '',
    doc: 'Name of the deployment (`staging`, `production`), added to every log line.',
  },
  SENTRY_DSN: {
    type: 'string',
    secret: true,
    doc: 'Report internal errors to this Sentry or GlitchTip project.',
  },
  ARTIFACTS_URL: {
    type: 'string',
    default: 'none',
    pattern: /^(none|file:\/\/\/.+|s3:\/\/[^/].*)$/,
    doc: 'Where uploaded artifacts live: `file:///dir`, `s3://bucket/prefix`, or `none` to refuse uploads.',
  },
  S3_ENDPOINT: {
    type: 'url',
    protocols: ['http:', 'https:'],
    doc: 'Endpoint of an S3 server other than AWS.',
  },
  S3_REGION: { type: 'string', default: 'us-east-1', doc: 'Region of the bucket.' },
  S3_ACCESS_KEY_ID: {
    type: 'string',
    secret: true,
    doc: 'Access key; without it the SDK looks in its usual places (environment, role).',
  },
  S3_SECRET_ACCESS_KEY: { type: 'string', secret: true, doc: 'Secret of the access key.' },
  S3_FORCE_PATH_STYLE: {
    type: 'boolean',
    default: false,
    doc: 'Address the bucket in the path, as many S3 servers other than AWS need.',
  },
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
