import { lookUp } from '@composer/contracts'

export interface Schema {
  $ref?: string
  default?: unknown
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: boolean | Schema
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}

type Matches = (reference: string, value: unknown) => boolean

/**
 * Writes the schema's defaults into a valid value, in place of absent and null members; absent objects are not created.
 * Of an anyOf or oneOf, only the first branch that matches counts. Ajv's own `useDefaults` also writes the defaults of
 * branches that fail later, after which the value may fit no branch.
 */
export function insertDefaults(document: unknown, schema: Schema, value: unknown, matches: Matches): void {
  if (value === null || typeof value !== 'object') return
  if (schema.$ref) {
    insertDefaults(document, lookUp(document, schema.$ref) as Schema, value, matches)
    return
  }
  for (const part of schema.allOf ?? []) insertDefaults(document, part, value, matches)
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const branch = branches.find((one) => one.$ref !== undefined && matches(one.$ref, value))
  if (branch) insertDefaults(document, branch, value, matches)
  if (Array.isArray(value)) {
    for (const item of value) if (schema.items) insertDefaults(document, schema.items, item, matches)
    return
  }
  insertIntoObject(document, schema, value as Record<string, unknown>, matches)
}

function insertIntoObject(
  document: unknown,
  schema: Schema,
  object: Record<string, unknown>,
  matches: Matches,
): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const target = property.$ref ? (lookUp(document, property.$ref) as Schema) : property
    const standard = property.default ?? target.default
    if (object[name] == null && standard !== undefined) object[name] = structuredClone(standard)
    insertDefaults(document, property, object[name], matches)
  }
  if (typeof schema.additionalProperties !== 'object') return
  for (const [name, member] of Object.entries(object)) {
    if (!schema.properties?.[name]) insertDefaults(document, schema.additionalProperties, member, matches)
  }
}
