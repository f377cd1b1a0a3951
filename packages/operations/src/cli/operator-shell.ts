import type { Knex } from 'knex'

/** What the commands take from outside. */
export interface OperatorShell {
  /** Runs with an open pool; resolves with false for a database that cannot be had, which was said already. */
  withDatabase(work: (db: Knex) => Promise<void>): Promise<void>
  print(text: string): void
  /** Asks on the terminal; false where there is none. */
  confirm(question: string): Promise<boolean>
  /** Who acts when `--actor` does not say it. */
  user: string | undefined
  signal: AbortSignal
}

/** Says what went wrong and makes the exit code 1. */
export class CommandFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CommandFailure'
  }
}

export interface Shown {
  json?: boolean
}
