const secretName =
  /^(authorization|cookie|set-cookie|passwd|secret|token|credentials|sessiontoken|dsn)$|password|(access|refresh|id|session|security|offline)_?token|secret_?access_?key|storage_?access_?key|client_?secret|private_?key|activation_?key/i

/** Patterns of secrets inside texts, and their replacements. */
const shapes: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[redacted token]'],
  // The password of a URL goes up to the last @ before the path.
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"']*):[^\s/?#"']*@/gi, '$1:[redacted]@'],
  [/\$(?:[1567y]|2[abxy]|gy|argon2\w*|sha1)\$[\w./$=,+-]+/g, '[redacted hash]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[redacted key]'],
  [/([?&](?:x-amz-(?:signature|credential|security-token)|sig|signature)=)[^\s&"']+/gi, '$1[redacted]'],
  // name=value, name: value and "name": "value", also with the quotes escaped.
  [
    /((?:password|passwd|secret|_token|access_key|activation_key)\\?["']?\s*[=:]\s*)(?:\\"[^"]*"|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"'&,;}]+)/gi,
    '$1[redacted]',
  ],
]

/** Every match of a shape contains a match of this. Most texts contain none, so one test is enough for them. */
const sign =
  /bearer|basic|eyJ|:\/\/|\$|-----BEGIN|[?&]|password|passwd|secret|_token|access_key|activation_key/i

const deepest = 8
const longest = 100
/** A shorter text, in characters, cannot match any shape. */
const shortest = 8
const maxTextLength = 16 * 1024

/** Copies log fields without secrets, which it finds by the names of members and by patterns inside texts. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return value
  if (depth >= deepest) return '[deep]'
  if (value instanceof Error) return redactError(value, depth)
  if (value instanceof Date) return value
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`
  if (Array.isArray(value)) return value.slice(0, longest).map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactMember(name, member, depth + 1)]),
  )
}

/** Redacts the value of a member: all of it if the name is that of a secret. */
export function redactMember(name: string, value: unknown, depth = 0): unknown {
  const holds = typeof value === 'string' || (typeof value === 'object' && value !== null)
  if (holds && secretName.test(name)) return '[redacted]'
  return redact(value, depth)
}

/** Replaces secrets inside a text, which is first cut to 16 Ki characters to limit the line and the search. */
export function redactText(text: string): string {
  if (text.length < shortest) return text
  const cut = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text
  if (!sign.test(cut)) return cut
  return shapes.reduce((redacted, [shape, replacement]) => redacted.replace(shape, replacement), cut)
}

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
