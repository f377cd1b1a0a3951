const secretName =
  /^(authorization|cookie|set-cookie|password|passwd|secret|token|access_token|refresh_token|client_secret|activation_key|private_key|credentials|sessiontoken|secretaccesskey|storageaccesskey|dsn)$|password|secret_?access_?key|client_?secret|private_?key|activation_?key/i

/** Shapes of secrets that turn up inside texts. */
const shapes: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[redacted token]'],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, '$1:[redacted]@'],
  [/\$(?:6|5|2[aby]|y)\$[\w./$=-]+/g, '[redacted hash]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[redacted key]'],
  [
    /((?:password|passwd|secret|access_token|refresh_token|activation_key)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
    '$1[redacted]',
  ],
]

const deepest = 8

/** A copy of log fields without secrets: by the names of members and by their shape inside texts. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (value === null || typeof value !== 'object') return value
  if (depth >= deepest) return '[deep]'
  if (value instanceof Error) return redactError(value, depth)
  if (value instanceof Date) return value
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactMember(name, member, depth + 1)]),
  )
}

/** The value of a member: gone if its name says that it is a secret. */
export function redactMember(name: string, value: unknown, depth = 0): unknown {
  if (secretName.test(name) && value !== null && value !== undefined) return '[redacted]'
  return redact(value, depth)
}

export const redactText = (text: string): string =>
  shapes.reduce((redacted, [shape, replacement]) => redacted.replace(shape, replacement), text)

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as NodeJS.ErrnoException
  return {
    name: error.name,
    message: redactText(error.message),
    ...(code ? { code } : {}),
    ...(error.stack ? { stack: redactText(error.stack) } : {}),
    ...(error.cause ? { cause: redact(error.cause, depth + 1) } : {}),
  }
}
