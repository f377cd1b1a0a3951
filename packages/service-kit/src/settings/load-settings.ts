import { readFileSync } from 'node:fs'
import { parseSetting, SettingFault } from './parse-setting.js'
import type { SettingDefinition, SettingDefinitions, Settings } from './define-settings.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** Everything that is wrong with the settings, in one message: nobody fixes them one start at a time. */
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
 * @throws SettingsError naming every fault, never a secret's value
 */
export function loadSettings<const D extends SettingDefinitions>(
  definitions: D,
  environment: Environment,
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
  return Object.freeze(Object.fromEntries(values)) as Settings<D>
}

function loadOne(name: string, definition: SettingDefinition, environment: Environment): unknown {
  const text = environment[name] || (definition.secret ? fromFile(name, environment) : undefined)
  if (text) return parseSetting(definition, text)
  if (definition.required) throw new SettingFault('must be set')
  return definition.default
}

function fromFile(name: string, environment: Environment): string | undefined {
  const path = environment[`${name}_FILE`]
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8').trimEnd()
  } catch (error) {
    throw new SettingFault(
      `cannot be read from ${path} (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`,
    )
  }
}
