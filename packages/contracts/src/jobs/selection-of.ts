import type { Selection } from '@composer/raw-json'

interface Schema {
  type?: string | readonly string[]
  properties?: Readonly<Record<string, Schema>>
  additionalProperties?: Schema
  items?: Schema
}

/** The parts of a value that a schema of `json-schema.ts` looks at: what it does not name is never built. */
export function selectionOf({ type = [], properties, additionalProperties, items }: Schema): Selection {
  if (items) return [selectionOf(items)]
  if (properties || additionalProperties) {
    const members = Object.entries(properties ?? {}).map(([name, schema]) => [name, selectionOf(schema)])
    return Object.fromEntries([
      ...members,
      ...(additionalProperties ? [['*', selectionOf(additionalProperties)]] : []),
    ]) as Selection
  }
  // An object that is not looked into: its kind is enough.
  return [type].flat().includes('object') ? {} : true
}
