import { refusal } from '../errors.js'

const HEX = /^[0-9a-f]{32}$/
const DASHED = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/**
 * The `id` of the path in its canonical form. Clients also write UUIDs without dashes, in braces, in upper case or as
 * URN.
 * @throws error 42 when it is none of these
 */
export function jobIdOf(params: Record<string, string | undefined>): string {
  const id = params.id ?? ''
  const text = id
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replace(/^\{(.*)\}$/, '$1')
  if (DASHED.test(text)) return text
  if (!HEX.test(text))
    throw refusal(
      42,
      `code=400, message=Invalid format for parameter id: ${JSON.stringify(id)} is not a UUID`,
    )
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
