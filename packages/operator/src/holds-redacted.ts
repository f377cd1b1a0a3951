import { redacted } from '@composer/contracts'

/** Whether a stored request lacks secrets, replaced when it was stored: then it cannot be posted again. */
export function holdsRedacted(request: unknown): boolean {
  if (typeof request === 'string') return request.includes(redacted)
  if (typeof request !== 'object' || request === null) return false
  return Object.values(request).some(holdsRedacted)
}
