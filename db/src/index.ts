export {
  checkSchemaVersion,
  DatabaseTooNewError,
  DatabaseTooOldError,
  migrate,
  MigrationLockLostError,
  rollback,
  type Migrated,
  type MigrateOptions,
} from './migrate.js'
export { migrationFolder } from './migration-source.js'
export { MigrationFileError } from './read-migration.js'
