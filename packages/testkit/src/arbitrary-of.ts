import fc, { type Arbitrary } from 'fast-check'

/** The part of an OpenAPI schema object that the generator understands. */
export interface Schema {
  $ref?: string
  type?: string
  format?: string
  enum?: readonly unknown[]
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  minItems?: number
  oneOf?: readonly Schema[]
  anyOf?: readonly Schema[]
  allOf?: readonly Schema[]
}

export interface SchemaDocument {
  components: { schemas: Record<string, Schema> }
}

/**
 * Likely values by `Schema.property` or, for all schemas alike, by the name of the property; strings and numbers that
 * only look valid get past the first check.
 */
export type Hints = Readonly<Record<string, Arbitrary<unknown>>>

/** Values of a named schema of `document`: mostly those of the hints, sometimes anything the schema lets pass. */
export function arbitraryOf(document: SchemaDocument, name: string, hints: Hints = {}): Arbitrary<unknown> {
  const schema = document.components.schemas[name]
  if (schema === undefined) throw new Error(`The document has no schema ${name}`)
  return arbitraryOfSchema(schema, { document, hints, name })
}

interface Context {
  document: SchemaDocument
  hints: Hints
  /** The named schema that is worked on. */
  name: string
}

function arbitraryOfSchema(schema: Schema, context: Context): Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    return arbitraryOf(context.document, schema.$ref.split('/').at(-1) ?? '', context.hints)
  }
  const options = schema.oneOf ?? schema.anyOf
  if (options !== undefined) return fc.oneof(...options.map((option) => arbitraryOfSchema(option, context)))
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map((part) => arbitraryOfSchema(part, context))
    return fc.tuple(...parts).map((values) => Object.assign({}, ...(values as object[])) as object)
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.properties !== undefined)
    return arbitraryObject(schema.properties, schema.required ?? [], context)
  return arbitraryOfType(schema, context)
}

function arbitraryObject(
  properties: Record<string, Schema>,
  required: readonly string[],
  context: Context,
): Arbitrary<unknown> {
  const members = Object.entries(properties).map(([name, schema]): [string, Arbitrary<unknown>] => {
    const hint = hintFor(context, name)
    const any = arbitraryOfSchema(schema, context)
    const likely = hint === undefined ? undefined : hinted(schema, hint, context)
    return [
      name,
      likely === undefined ? any : fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: any }),
    ]
  })
  const all = fc.record(Object.fromEntries(members), { noNullPrototype: true })
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  // A few members at a time: an object with all of them is hardly ever sensible.
  return fc
    .tuple(all, fc.subarray(optional, { maxLength: Math.min(4, optional.length) }))
    .map(([object, kept]) => pick(object, [...required, ...kept]))
}

function hintFor({ hints, name }: Context, property: string): Arbitrary<unknown> | undefined {
  const key = [`${name}.${property}`, property].find((one) => Object.hasOwn(hints, one))
  return key === undefined ? undefined : hints[key]
}

function pick(object: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)))
}

/** The hint itself for a property that is text or a number, a list of it for a list of those, nothing for an object. */
function hinted(schema: Schema, hint: Arbitrary<unknown>, context: Context): Arbitrary<unknown> | undefined {
  const target =
    schema.$ref === undefined
      ? schema
      : context.document.components.schemas[schema.$ref.split('/').at(-1) ?? '']
  if (target === undefined || target.type === 'object' || target.properties !== undefined) return undefined
  if (target.type !== 'array') return hint
  const items = hinted(target.items ?? {}, hint, context)
  return items && fc.array(items, { minLength: target.minItems ?? 0, maxLength: 2 })
}

function arbitraryOfType(
  { type, format, items, minItems = 0 }: Schema,
  context: Context,
): Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return format === 'uuid' ? fc.uuid() : fc.string({ maxLength: 12 })
    case 'integer':
      return fc.oneof(fc.integer({ min: -1, max: 70_000 }), fc.maxSafeInteger())
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(arbitraryOfSchema(items ?? {}, context), {
        minLength: minItems,
        maxLength: minItems + 2,
      })
    case 'object':
      return fc.constant({})
    default:
      // No type: whatever JSON can hold.
      return fc.oneof(
        fc.nat(),
        fc.string({ maxLength: 5 }),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      )
  }
}
