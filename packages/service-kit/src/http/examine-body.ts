import { shapeFault } from '@composer/raw-json'
import type { BodyValidator, Fault } from './validator.js'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Undefined for what is no JSON. */
export function parseJson(bytes: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(utf8.decode(bytes)) as unknown }
  } catch {
    return undefined
  }
}

/** The value of a body that fits its document, with the document's defaults; or what does not fit. */
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
