import { isAbsolute } from 'node:path'
import { redactText } from '../logging/redact.js'
import type { SettingDefinition } from './define-settings.js'

/** A value is wrong. The message contains neither the value of a secret nor the password in a URL. */
export class SettingFault extends Error {}

/**
 * Converts the text of a setting to a value of its type.
 * @throws SettingFault
 */
export function parseSetting(definition: SettingDefinition, text: string): unknown {
  const shown = definition.secret ? 'the value' : `'${redactText(text)}'`
  switch (definition.type) {
    case 'string':
      if (definition.pattern && !definition.pattern.test(text))
        throw new SettingFault(`${shown} does not match ${definition.pattern}`)
      return text
    case 'url':
      return parseUrl(text, shown, definition.protocols)
    case 'integer':
      return parseInteger(text, shown, definition.min ?? 0, definition.max ?? Number.MAX_SAFE_INTEGER)
    case 'boolean':
      if (text === 'true') return true
      if (text === 'false') return false
      throw new SettingFault(`${shown} is neither true nor false`)
    case 'choice':
      if (definition.choices.includes(text)) return text
      throw new SettingFault(`${shown} is none of ${definition.choices.join(', ')}`)
    case 'list':
      return Object.freeze(parseList(text, definition.protocols))
    case 'port':
      return isAbsolute(text) ? text : parseInteger(text, `${shown} is no absolute path and`, 0, 65_535)
  }
}

function parseList(text: string, protocols: readonly string[] | undefined): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  return protocols ? items.map((item) => parseUrl(item, `'${redactText(item)}'`, protocols)) : items
}

function parseInteger(text: string, shown: string, min: number, max: number): number {
  if (!/^-?\d+$/.test(text)) throw new SettingFault(`${shown} is no whole number`)
  const value = Number(text)
  if (value < min || value > max) throw new SettingFault(`${shown} is not between ${min} and ${max}`)
  return value
}

function parseUrl(text: string, shown: string, protocols: readonly string[] | undefined): string {
  if (!URL.canParse(text) || !canDecode(text))
    throw new SettingFault(
      `${shown} is no URL (special characters of a user or password are percent-encoded)`,
    )
  const { protocol } = new URL(text)
  if (protocols && !protocols.includes(protocol))
    throw new SettingFault(`${shown} does not begin with ${protocols.join(' or ')}`)
  return text
}

/** Whether percent-decoding works, which is needed later to read user and password. */
function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
