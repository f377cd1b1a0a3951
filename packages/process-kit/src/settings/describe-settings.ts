import type { SettingDefinitions, Settings } from './define-settings.js'

/**
 * The effective settings, for the log at the start. A secret is shown as `(set)`; the logger redacts passwords in URLs.
 */
export function describeSettings<D extends SettingDefinitions>(
  definitions: D,
  settings: Settings<D>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => {
      const value: unknown = settings[name]
      if (value === undefined) return [name, null]
      return [name, definition.secret ? '(set)' : value]
    }),
  )
}
