/** Classes of SQLSTATE of a server that refuses, ends or cannot work; what fails by them fails for every compose. */
const fatalClasses = ['08', '25', '28', '3D', '42', '53', '57', '58']

/** Of two transactions that were in each other's way, one has to be tried again. */
const transientClasses = ['40']

/**
 * What an error is about. `fatal`: a connection or a server; the run ends. `transient`: nothing that would happen again.
 * `own`: what was read or written; it costs only the compose that it belongs to.
 */
export function failureKind(error: unknown): 'fatal' | 'transient' | 'own' {
  const { code, message = '' } = error as { code?: unknown; message?: string }
  if (typeof code !== 'string') return /connection|timeout/i.test(message) ? 'fatal' : 'own'
  const isOfClass = (classes: string[]) => code.length === 5 && classes.some((one) => code.startsWith(one))
  if (isOfClass(transientClasses)) return 'transient'
  // Codes of other lengths are those of sockets and of Node.
  return isOfClass(fatalClasses) || (code.length !== 5 && !code.startsWith('ERR_')) ? 'fatal' : 'own'
}
