export {
  checkSchemaVersion,
  DatabaseTooNewError,
  DatabaseTooOldError,
  migrate,
  rollback,
  type Migrated,
} from './migrate.js'
