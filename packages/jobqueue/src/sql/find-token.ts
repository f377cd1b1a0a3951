import type { Knex } from 'knex'
import type { JobState } from '../types.js'
import { run } from './run.js'

export interface TokenRow {
  id: string
  type: string
  state: JobState
  attempt: number
  /** Since the start, by the database's clock. */
  running_seconds: number
}

/** The job whose current or last attempt has this token; with `beat`, a running attempt's lease starts anew. */
export async function findToken(
  db: Knex,
  token: string,
  channel: string,
  { beat }: { beat: boolean },
): Promise<TokenRow | undefined> {
  const [row] = await run<TokenRow>(
    db,
    'renew-lease',
    'SELECT * FROM renew_lease($1, $2, $3)',
    [token, channel, beat],
    { repeatable: true },
  )
  return row ?? findRevoked(db, token, channel)
}

/** A token that an operator took away means a cancelled attempt: its worker stops when it is told so. */
async function findRevoked(db: Knex, token: string, channel: string): Promise<TokenRow | undefined> {
  const [row] = await run<Pick<TokenRow, 'id' | 'type' | 'attempt'>>(
    db,
    'find-revoked',
    'SELECT * FROM revoked_token($1, $2)',
    [token, channel],
  )
  return row && { ...row, state: 'cancelled', running_seconds: 0 }
}
