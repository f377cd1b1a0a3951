import type { FromSchema, JSONSchema } from 'json-schema-to-ts'

/** JSON Schema pieces as lenient as Go's decoder: null is as good as absent, and unknown members pass. */

type Schemas = Readonly<Record<string, object>>
type Names<P> = readonly (keyof P & string)[]

type WithoutNull<S> = S extends { type: readonly unknown[] }
  ? Omit<S, 'type'> & { type: Exclude<S['type'][number], 'null'> }
  : S
type MapValue<S> = S extends { type: readonly unknown[] }
  ? 'array' extends S['type'][number]
    ? S
    : WithoutNull<S>
  : S

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
    additionalProperties: (kindsOf(values).includes('array') ? values : withoutNull(values)) as MapValue<S>,
  }) as const

/** An object whose `required` members are there, or null. */
export const record = <const P extends Schemas, const R extends Names<P> = []>(properties: P, required?: R) =>
  ({ type: ['object', 'null'], properties, required: (required ?? []) as R }) as const

export const texts = listOf({ type: 'string' })

/** Args: an object whose `required` members are there. */
export const argsOf = <const P extends Schemas, const R extends Names<P> = []>(properties: P, required?: R) =>
  ({ type: 'object', properties, required: (required ?? []) as R }) as const

/** All members of `properties` are required. */
export const everyOf = <P extends Schemas>(properties: P) => Object.keys(properties) as Names<P>

function kindsOf(schema: object): readonly string[] {
  const { type = [] } = schema as { type?: string | readonly string[] }
  return typeof type === 'string' ? [type] : type
}

function withoutNull<S extends object>(schema: S): WithoutNull<S> {
  const kinds = kindsOf(schema)
  return (
    kinds.includes('null') ? { ...schema, type: kinds.filter((kind) => kind !== 'null') } : schema
  ) as WithoutNull<S>
}

/** The value that a schema describes, null included where it may be null. */
export type ValueOf<Schema> = Schema extends JSONSchema ? Closed<FromSchema<Schema>> : never

/** Unknown members pass the check, but code here neither reads nor writes them. */
type Closed<T> = T extends readonly (infer Item)[]
  ? Closed<Item>[]
  : T extends object
    ? NotEmpty<{ [Name in keyof T as IsOpen<Name, T[Name]> extends true ? never : Name]: Closed<T[Name]> }>
    : T

type IsOpen<Name, Value> = string extends Name ? (unknown extends Value ? true : false) : false

/** An object of which no member is known is any object. */
type NotEmpty<T> = keyof T extends never ? object : T

/** The args that a schema describes, as they are written here: what may be left out is left out, and never null. */
export type ArgsOf<Schema> = Written<ValueOf<Schema>>

type Written<T> = T extends readonly (infer Item)[]
  ? Written<Item>[]
  : T extends object
    ? NotEmpty<{
        [Name in keyof T]: Written<undefined extends T[Name] ? Exclude<T[Name], null> : T[Name]>
      }>
    : T
