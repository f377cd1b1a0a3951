import { readFileSync } from 'node:fs'
import { parseSetting, SettingFault } from './parse-setting.js'
import type { SettingDefinition, SettingDefinitions, Settings } from './define-settings.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** Lists all faults of the settings in one message, so that they can be mended at once. */
export class SettingsError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`The settings are wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'SettingsError'
    this.faults = faults
  }
}

/**
 * Reads the settings from the environment. An empty variable counts as not given.
 * @param rules find faults of settings that are valid one by one but do not fit each other, as `NAME: what`
 * @throws SettingsError naming every fault, never a secret's value
 */
export function loadSettings<const D extends SettingDefinitions>(
  definitions: D,
  environment: Environment,
  ...rules: ((settings: Settings<D>) => string[])[]
): Settings<D> {
  const faults: string[] = []
  const values = Object.entries(definitions).map(([name, definition]) => {
    try {
      return [name, loadOne(name, definition, environment)] as const
    } catch (error) {
      if (!(error instanceof SettingFault)) throw error
      faults.push(`${name}: ${error.message}`)
      return [name, undefined] as const
    }
  })
  if (faults.length > 0) throw new SettingsError(faults)
  const settings = Object.freeze(Object.fromEntries(values)) as Settings<D>
  const together = rules.flatMap((rule) => rule(settings))
  if (together.length > 0) throw new SettingsError(together)
  return settings
}

function loadOne(name: string, definition: SettingDefinition, environment: Environment): unknown {
  const fromFile = definition.secret ? readSecret(name, environment) : undefined
  if (environment[name] && fromFile) throw new SettingFault(`is given twice, also as ${name}_FILE`)
  const text = environment[name] || fromFile
  if (text) return parseSetting(definition, text)
  if (definition.required) throw new SettingFault('must be set')
  return definition.default
}

function readSecret(name: string, environment: Environment): string | undefined {
  const path = environment[`${name}_FILE`]
  if (!path) return undefined
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (text !== '') return text
  } catch (error) {
    throw new SettingFault(
      `cannot be read from ${path} (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`,
    )
  }
  throw new SettingFault(`${path} is empty`)
}
