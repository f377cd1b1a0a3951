import type { Knex } from 'knex'
import type { JobState } from '../types.js'
import { run } from './run.js'

export interface TokenRow {
  id: string
  type: string
  state: JobState
  attempt: number
  /** Seconds since the attempt started, by the clock of the database. */
  running_seconds: number
}

/** The job whose current or last attempt has this token. With `beat`, the lease of a running attempt is renewed. */
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

/** A token that an operator revoked counts as a cancelled attempt, so that its worker stops. */
async function findRevoked(db: Knex, token: string, channel: string): Promise<TokenRow | undefined> {
  const [row] = await run<Pick<TokenRow, 'id' | 'type' | 'attempt'>>(
    db,
    'find-revoked',
    'SELECT * FROM revoked_token($1, $2)',
    [token, channel],
  )
  return row && { ...row, state: 'cancelled', running_seconds: 0 }
}
