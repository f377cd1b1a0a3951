import type { ComposeRequest } from './request/api-types.js'

/** What stands in the stored request instead of a secret. */
export const redacted = '[redacted]'

/**
 * The request as it may be stored and shown: plain text and hashed passwords and the activation key are replaced, all
 * else is as it was sent. Only the jobs hold the secrets.
 */
export function redactRequest(request: ComposeRequest): ComposeRequest {
  const copy = structuredClone(request)
  const users = [...(copy.customizations?.users ?? []), ...(copy.blueprint?.customizations?.user ?? [])]
  for (const user of users) {
    if (user.password !== undefined) user.password = redacted
  }
  const subscription = copy.customizations?.subscription
  if (subscription !== undefined) subscription.activation_key = redacted
  return copy
}
