import fc, { type Arbitrary } from 'fast-check'

/** The part of JSON Schema by which job types describe args and results. */
interface JsonSchema {
  type?: string | readonly string[]
  enum?: readonly unknown[]
  properties?: Record<string, JsonSchema>
  required?: readonly string[]
  additionalProperties?: JsonSchema
  items?: JsonSchema
  minimum?: number
  minItems?: number
}

/** Names of maps: of pipelines, mostly. */
const keys = fc.constantFrom('os', 'build', 'image', 'x')

/** Values that fit a schema; members that may be left out sometimes are, and null stands where it may. */
export function arbitraryOfJsonSchema(schema: object): Arbitrary<unknown> {
  const { type, enum: values } = schema as JsonSchema
  if (values) return fc.constantFrom(...values)
  if (type === undefined) return fc.jsonValue({ maxDepth: 2 })
  const kinds = typeof type === 'string' ? [type] : type
  return fc.oneof(
    ...kinds.map((kind) => ({
      weight: kind === 'null' ? 1 : 5,
      arbitrary: ofKind(kind, schema as JsonSchema),
    })),
  )
}

function ofKind(kind: string, schema: JsonSchema): Arbitrary<unknown> {
  switch (kind) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -3, max: 50 })
    case 'string':
      return fc.string({ maxLength: 10 })
    case 'array':
      return fc.array(arbitraryOfJsonSchema(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: (schema.minItems ?? 0) + 2,
      })
    case 'object':
      return arbitraryObject(schema)
    default:
      throw new Error(`The generator knows no type ${kind}`)
  }
}

function arbitraryObject({
  properties,
  required = [],
  additionalProperties,
}: JsonSchema): Arbitrary<unknown> {
  if (properties) {
    const members = Object.fromEntries(
      Object.entries(properties).map(([name, member]) => [name, arbitraryOfJsonSchema(member)]),
    )
    return fc.record(members, { requiredKeys: [...required], noNullPrototype: true })
  }
  return fc.dictionary(keys, arbitraryOfJsonSchema(additionalProperties ?? {}), {
    maxKeys: 3,
    noNullPrototype: true,
  })
}
