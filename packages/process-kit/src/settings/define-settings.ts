interface Common {
  /** One or two sentences for the configuration reference. */
  doc: string
  /** Without a value the process does not start. */
  required?: true
  /** Never shown. `<NAME>_FILE` may name a file that contains the value. */
  secret?: true
}

/** One setting, named by its environment variable. */
export type SettingDefinition =
  | (Common & { type: 'string'; default?: string; pattern?: RegExp })
  | (Common & { type: 'url'; default?: string; protocols?: readonly string[] })
  | (Common & { type: 'integer'; default?: number; min?: number; max?: number })
  | (Common & { type: 'boolean'; default?: boolean })
  | (Common & { type: 'choice'; choices: readonly string[]; default?: string })
  /** Comma-separated; URLs if `protocols` are given. */
  | (Common & { type: 'list'; default?: readonly string[]; protocols?: readonly string[] })
  /** A TCP port, or the absolute path of a unix socket. */
  | (Common & { type: 'port'; default?: number })

export type SettingDefinitions = Readonly<Record<string, SettingDefinition>>

type Value<D extends SettingDefinition> = D extends { type: 'integer' }
  ? number
  : D extends { type: 'boolean' }
    ? boolean
    : D extends { type: 'list' }
      ? readonly string[]
      : D extends { type: 'port' }
        ? number | string
        : D extends { type: 'choice'; choices: readonly (infer C)[] }
          ? C
          : string

type Given<D extends SettingDefinition> = D extends { default: unknown } | { required: true }
  ? Value<D>
  : Value<D> | undefined

/** The values of loaded settings, by name. */
export type Settings<D extends SettingDefinitions> = { readonly [Name in keyof D]: Given<D[Name]> }

/** Returns its argument with literal types, so that `Settings` knows which settings always have a value. */
export const defineSettings = <const D extends SettingDefinitions>(definitions: D): D => definitions
