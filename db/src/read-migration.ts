/** What a file of `db/migrations` asks for. */
export interface MigrationFile {
  /** False: its first line is `-- no transaction`. */
  transaction: boolean
  /** Run one after the other; a file with a transaction is one text. */
  statements: string[]
}

/** A migration that cannot be run as it is written; the message names the file. */
export class MigrationFileError extends Error {
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`)
    this.name = 'MigrationFileError'
  }
}

const header = '-- no transaction'

/**
 * Reads a migration. With `-- no transaction` as its first line, each statement is sent alone, since Postgres makes one
 * transaction of several statements in one message. Such a file may stop half-way and is run again from its start, so
 * an index that is built concurrently must be dropped first: an interrupted build leaves it behind, invalid.
 * @throws MigrationFileError
 */
export function readMigration(file: string, text: string): MigrationFile {
  if (!text.startsWith(`${header}\n`)) return { transaction: true, statements: [text] }
  if (text.includes('$')) throw new MigrationFileError(file, 'a function needs a transaction')
  const statements = withoutComments(text)
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
  for (const [index, statement] of statements.entries()) {
    const name = builtConcurrently(statement)
    if (name === undefined) continue
    const drop = new RegExp(String.raw`^DROP\s+INDEX\s+CONCURRENTLY\s+IF\s+EXISTS\s+${name}$`, 'i')
    if (!statements.slice(0, index).some((earlier) => drop.test(earlier)))
      throw new MigrationFileError(
        file,
        `needs DROP INDEX CONCURRENTLY IF EXISTS ${name} before it builds that index: an interrupted build leaves it behind, invalid`,
      )
  }
  return { transaction: false, statements }
}

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('--'))
    .join('\n')

/** The name of the index, as it is written. */
function builtConcurrently(statement: string): string | undefined {
  return /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)/i.exec(statement)?.[1]
}
