/** What is known about a statement that failed. */
export interface Failure {
  /** Certain: it changed nothing. Otherwise it may have been committed, and only the answer was lost. */
  undone: boolean
  /** The session, and with it every older one of the pool, is of no use any more. */
  sessionLost: boolean
  /** Another try has a chance. */
  passing: boolean
  /** The session does not keep prepared statements for us: a pooler changes it between transactions. */
  unnamed: boolean
}

/**
 * Answers of a server that cannot do the work now, although it, or another behind the same address, can soon:
 * read-only after a failover, shut down, crashed and recovering, starting, out of connections.
 */
const serverGone = new Set(['25006', '57P01', '57P02', '57P03', '53300'])
/** Serialization failure and deadlock: Postgres undid the one so that the other could go on. */
const collisions = new Set(['40001', '40P01'])
/** A prepared statement is unknown, or there already. */
const misnamed = new Set(['26000', '42P05'])

const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** pg has no codes for these; Knex puts the statement in front of them. */
const lostWords = /(^| - )(Connection terminated|timeout expired|Query read timeout)/
/** The connection was lost before, and pg did not send the statement. */
const notSentWords = /(^| - )Client (has encountered a connection error|was closed)/

/** @param sent the statement was handed to a connection: without that nothing can have been done */
export function readFailure(error: unknown, sent: boolean): Failure {
  const { code = '', message = '', errors } = error as { code?: string; message?: string; errors?: unknown[] }
  // A host name with several addresses: each failed, for reasons of its own.
  if (errors?.length) return readFailure(errors[0], sent)
  const notSent = !sent || notSentWords.test(message)
  const lost =
    code.startsWith('08') || socketCodes.has(code) || lostWords.test(message) || notSentWords.test(message)
  const gone = serverGone.has(code)
  const collision = collisions.has(code)
  const unnamed = misnamed.has(code)
  return {
    undone: gone || collision || unnamed || (lost && notSent),
    sessionLost: gone || lost,
    passing: gone || lost || collision || unnamed,
    unnamed,
  }
}
