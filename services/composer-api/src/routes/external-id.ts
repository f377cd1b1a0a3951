import type { IncomingHttpHeaders } from 'node:http'

/** The `X-External-Id` header, which callers use to find their request again. */
export function externalIdOf(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['x-external-id']
  const text = (Array.isArray(value) ? value.join(', ') : value)?.trim()
  return text === '' ? undefined : text
}
