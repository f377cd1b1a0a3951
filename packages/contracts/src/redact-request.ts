import type { ComposerComponents } from './documents/operation.js'
import { redacted } from './redacted.js'

type ComposeRequest = ComposerComponents['schemas']['ComposeRequest']

/**
 * The request as it may be stored and shown: plain text and hashed passwords and the activation key are replaced,
 * and so are passwords in addresses; all else is as it was sent. Only the jobs hold the secrets.
 */
export function redactRequest(request: ComposeRequest): ComposeRequest {
  const copy = withoutUrlPasswords(request) as ComposeRequest
  const users = [...(copy.customizations?.users ?? []), ...(copy.blueprint?.customizations?.user ?? [])]
  for (const user of users) {
    if (user.password !== undefined) user.password = redacted
  }
  const subscription = copy.customizations?.subscription
  if (subscription !== undefined) subscription.activation_key = redacted
  return copy
}

/** A password goes up to the last @ before the path. What precedes `://` is not read: that would be quadratic. */
const urlPassword = /(:\/\/[^\s/:@"']*):[^\s/?#"']*@/g

/** A deep copy; a repository, for one, may name a password in its address. */
function withoutUrlPasswords(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(urlPassword, `$1:${redacted}@`)
  if (Array.isArray(value)) return value.map(withoutUrlPasswords)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withoutUrlPasswords(member)]),
  )
}
