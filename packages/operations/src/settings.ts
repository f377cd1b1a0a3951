import { databaseSettings } from '@composer/database'
import { artifactSettings, defineSettings, logSettings, type Settings } from '@composer/process-kit'

const { LOG_LEVEL, LOG_FORMAT, LOG_CHANNEL } = logSettings

/** Settings of `migrate`, `maintenance` and `import`. The database and the artifact store are those of the services. */
export const operationsSettings = defineSettings({
  ...databaseSettings,
  LOG_LEVEL,
  LOG_FORMAT,
  LOG_CHANNEL,
  ...artifactSettings,
  IMPORT_FROM: {
    type: 'url',
    protocols: ['postgres:', 'postgresql:'],
    secret: true,
    doc: 'import: the database of the installation whose composes are brought here.',
  },
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
