import { databaseSettings, defineSettings, sharedSettings, type Settings } from '@composer/service-kit'

const { LOG_LEVEL, LOG_FORMAT, LOG_CHANNEL, ARTIFACTS_URL } = sharedSettings
const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_FORCE_PATH_STYLE } = sharedSettings

/** Settings of `migrate` and `maintenance`. The database and the artifact store are those of the services. */
export const operationsSettings = defineSettings({
  ...databaseSettings,
  LOG_LEVEL,
  LOG_FORMAT,
  LOG_CHANNEL,
  ARTIFACTS_URL,
  S3_ENDPOINT,
  S3_REGION,
  S3_ACCESS_KEY_ID,
  S3_SECRET_ACCESS_KEY,
  S3_FORCE_PATH_STYLE,
  DRY_RUN: {
    type: 'boolean',
    default: false,
    doc: 'maintenance: count what would be removed, remove nothing.',
  },
  MAINTENANCE_TIME_LIMIT_SECONDS: {
    type: 'integer',
    default: 1800,
    min: 1,
    max: 86_400,
    doc: 'maintenance: end in good order after this time; the next run goes on.',
  },
  MAINTENANCE_BATCH_SIZE: {
    type: 'integer',
    default: 100,
    min: 1,
    max: 10_000,
    doc: 'maintenance: composes, keys or files between two looks at the clock. Each compose is a transaction of its own.',
  },
  MAINTENANCE_STALE_UPLOAD_SECONDS: {
    type: 'integer',
    default: 86_400,
    min: 3600,
    doc: 'maintenance: uploads of attempts that do not run any more are removed when untouched for so long.',
  },
})

export type OperationsSettings = Settings<typeof operationsSettings>
