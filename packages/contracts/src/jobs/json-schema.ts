/** JSON Schema pieces as lenient as Go's decoder: null is as good as absent, and unknown members pass. */

type Schemas = Readonly<Record<string, object>>

export const text = { type: ['string', 'null'] } as const
export const flag = { type: ['boolean', 'null'] } as const
export const count = { type: ['integer', 'null'], minimum: 0 } as const
/** An object that is not looked into. */
export const opaque = { type: ['object', 'null'] } as const

/** A list, or null; its elements are never null: what reads them would have to ask at every step. */
export const listOf = <const S extends object>(items: S) =>
  ({ type: ['array', 'null'], items: withoutNull(items) }) as const

/** A map, or null. Go writes null for an empty list, so a value may be that where it is a list, and nowhere else. */
export const mapOf = <const S extends object>(values: S) =>
  ({
    type: ['object', 'null'],
    additionalProperties: kindsOf(values).includes('array') ? values : withoutNull(values),
  }) as const

/** An object whose `required` members are there, or null. */
export const record = <const P extends Schemas>(properties: P, required: readonly string[] = []) =>
  ({ type: ['object', 'null'], properties, required }) as const

export const texts = listOf({ type: 'string' })

/** Args: an object whose `required` members are there. */
export const argsOf = <const P extends Schemas>(properties: P, required: readonly string[] = []) =>
  ({ type: 'object', properties, required }) as const

function kindsOf(schema: object): readonly string[] {
  const { type = [] } = schema as { type?: string | readonly string[] }
  return typeof type === 'string' ? [type] : type
}

function withoutNull<S extends object>(schema: S): S {
  const kinds = kindsOf(schema)
  return kinds.includes('null') ? { ...schema, type: kinds.filter((kind) => kind !== 'null') } : schema
}
