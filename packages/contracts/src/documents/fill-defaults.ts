import type { Ajv } from 'ajv'
import { absoluteSchema } from './open-api-ajv.js'
import { dereference, type OpenApiDocument } from './open-api-document.js'

interface Schema {
  $ref?: string
  default?: unknown
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}

/**
 * Writes the defaults of the document into a valid value, inside objects that are there. Of alternatives the first one
 * that the value fits counts. (Ajv's own defaults are written while alternatives are still being tried, and would make a
 * value fail the next one.)
 * @param schema as it stands in the document
 * @param value is changed
 */
export function fillDefaults(document: OpenApiDocument, ajv: Ajv, schema: object, value: unknown): void {
  const fits = (branch: object) => ajv.validate(absoluteSchema(branch), value)
  const {
    properties = {},
    items,
    additionalProperties,
    allOf = [],
    anyOf,
    oneOf,
  } = dereference<Schema>(document, schema as Schema)
  for (const part of allOf) fillDefaults(document, ajv, part, value)
  const branch = (anyOf ?? oneOf)?.find(fits)
  if (branch) fillDefaults(document, ajv, branch, value)
  if (Array.isArray(value)) {
    if (items) for (const element of value) fillDefaults(document, ajv, items, element)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const object = value as Record<string, unknown>
  for (const [name, property] of Object.entries(properties)) {
    const fallback = dereference<Schema>(document, property).default
    if (!Object.hasOwn(object, name) && fallback !== undefined) object[name] = fallback
  }
  for (const [name, member] of Object.entries(object)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (typeof known === 'object') fillDefaults(document, ajv, known, member)
  }
}
