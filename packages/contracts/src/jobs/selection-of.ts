import type { Selection } from '@composer/raw-json'

interface Schema {
  type?: string | readonly string[]
  properties?: Readonly<Record<string, Schema>>
  additionalProperties?: Schema
  items?: Schema
}

/**
 * The parts of a value that a schema of `json-schema.ts` looks at: what it does not name is never built.
 * @param options.wholeLists take lists whole whose elements are looked into everywhere, with members that no schema names:
 *   JSON.parse builds those as well, and is four times as fast
 */
export function selectionOf(schema: Schema, options: { wholeLists: boolean }): Selection {
  const { properties, additionalProperties, items } = schema
  if (items) return options.wholeLists && !hasOpaque(items) ? true : [selectionOf(items, options)]
  if (properties || additionalProperties) {
    const members = Object.entries(properties ?? {}).map(([name, member]) => [
      name,
      selectionOf(member, options),
    ])
    return Object.fromEntries([
      ...members,
      ...(additionalProperties ? [['*', selectionOf(additionalProperties, options)]] : []),
    ]) as Selection
  }
  return isOpaque(schema) ? {} : true
}

/** An object that is not looked into: its kind is enough. */
const isOpaque = ({ type = [], properties, additionalProperties }: Schema): boolean =>
  [type].flat().includes('object') && !properties && !additionalProperties

function hasOpaque(schema: Schema): boolean {
  const { properties = {}, additionalProperties, items } = schema
  const inner = [...Object.values(properties), additionalProperties, items].filter((one) => one !== undefined)
  return isOpaque(schema) || inner.some(hasOpaque)
}
