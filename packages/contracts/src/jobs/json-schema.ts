/** JSON Schema pieces as lenient as Go's decoder: null is as good as absent, and unknown members pass. */

type Schemas = Readonly<Record<string, object>>

export const text = { type: ['string', 'null'] } as const
export const flag = { type: ['boolean', 'null'] } as const
export const count = { type: ['integer', 'null'], minimum: 0 } as const
/** An object that is not looked into. */
export const opaque = { type: ['object', 'null'] } as const

export const listOf = <const S extends object>(items: S) => ({ type: ['array', 'null'], items }) as const
export const mapOf = <const S extends object>(additionalProperties: S) =>
  ({ type: ['object', 'null'], additionalProperties }) as const

/** An object whose `required` members are there, or null. */
export const record = <const P extends Schemas>(properties: P, required: readonly string[] = []) =>
  ({ type: ['object', 'null'], properties, required }) as const

export const texts = listOf({ type: 'string' })

/** Args: an object whose `required` members are there. */
export const argsOf = <const P extends Schemas>(properties: P, required: readonly string[] = []) =>
  ({ type: 'object', properties, required }) as const
