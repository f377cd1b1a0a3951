import { redacted } from '@composer/contracts'

/** Whether secrets of a stored request were replaced when it was stored. Such a request cannot be posted again. */
export function holdsRedacted(request: unknown): boolean {
  if (typeof request === 'string') return request.includes(redacted)
  if (typeof request !== 'object' || request === null) return false
  return Object.values(request).some(holdsRedacted)
}
