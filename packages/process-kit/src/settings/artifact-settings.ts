import { defineSettings } from './define-settings.js'

/** Where artifacts are kept; settings of `createArtifactStore`. */
export const artifactSettings = defineSettings({
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
})
