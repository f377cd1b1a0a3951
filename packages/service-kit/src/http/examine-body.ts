import { shapeFault } from '@composer/raw-json'
import type { BodyValidator, Fault } from './validator.js'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Undefined if the bytes are not valid JSON in UTF-8. */
export function parseJson(bytes: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(utf8.decode(bytes)) as unknown }
  } catch {
    return undefined
  }
}

/**
 * Parses and validates a body.
 * @returns the value with the document's defaults, or the fault as a text for the client
 */
export function examineBody(
  rawBody: Buffer,
  validate: BodyValidator,
): { value: unknown; fault?: undefined } | { fault: Fault } {
  const shape = shapeFault(rawBody)
  if (shape !== undefined) return { fault: `request body has an error: ${shape}` }
  const parsed = parseJson(rawBody)
  if (parsed === undefined) return { fault: 'request body has an error: it is not valid JSON' }
  const fault = validate(parsed.value)
  return fault === undefined ? parsed : { fault }
}
