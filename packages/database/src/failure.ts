/** What is known about a statement that failed. */
export interface Failure {
  /** True: the statement certainly changed nothing. False: it may have been committed and only the answer was lost. */
  undone: boolean
  /** The session and all older ones of the pool cannot be used any more. */
  sessionLost: boolean
  /** The cause is temporary: the statement may succeed if it is repeated. */
  passing: boolean
  /** The prepared statement was lost, because a pooler uses another session for each transaction. */
  unnamed: boolean
}

/**
 * SQLSTATEs of a server that is temporarily unable to work: read-only after a failover, shutting down, crashed,
 * starting, out of connections. Soon this server, or another one at the same address, will work again.
 */
const serverGone = new Set(['25006', '57P01', '57P02', '57P03', '53300'])
/** Serialization failure and deadlock: Postgres rolled back one transaction so that the other could go on. */
const collisions = new Set(['40001', '40P01'])
/** A prepared statement does not exist, or exists already. */
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
/** Messages of pg for a lost connection, which have no code; Knex puts the statement in front of the message. */
const lostWords = /(^| - )(Connection terminated|timeout expired|Query read timeout)/
/** Messages of pg when it did not send the statement, because the connection was lost before. */
const notSentWords = /(^| - )Client (has encountered a connection error|was closed)/

/**
 * Classifies the error of a statement.
 * @param sent whether the statement was handed to a connection; if not, it cannot have changed anything
 */
export function readFailure(error: unknown, sent: boolean): Failure {
  const { code = '', message = '', errors } = error as { code?: string; message?: string; errors?: unknown[] }
  // A host name with several addresses gives one error per address; the first one decides.
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
