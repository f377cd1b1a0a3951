import { describe, expect, it } from '@jest/globals'
import { jobTypes } from '@composer/contracts'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { arbitraryOfJsonSchema } from './arbitrary-of-json-schema.js'
import { hostileValue, mutated, mutatedText } from './hostile.js'

const ajv = new Ajv({ allowUnionTypes: true, strictRequired: false })

describe('Values of a job type’s schema', () => {
  it.each(Object.values(jobTypes))('fit the result of $name', ({ resultSchema }) => {
    const validate = ajv.compile(resultSchema)
    fc.assert(
      fc.property(arbitraryOfJsonSchema(resultSchema), (value) => {
        expect([validate(value), validate.errors]).toEqual([true, null])
      }),
      { numRuns: 50 },
    )
  })
})

describe('Mutations', () => {
  const right = { name: 'a', list: [{ id: 1 }, { id: 2 }], map: { x: true } }

  it('change one place, leave the rest as it was, and reach every place', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(mutated(fc.constant(right)), (value) => {
        seen.add(JSON.stringify(value).slice(0, 30))
        expect(right).toEqual({ name: 'a', list: [{ id: 1 }, { id: 2 }], map: { x: true } })
      }),
      { numRuns: 500 },
    )
    expect(seen.size).toBeGreaterThan(50)
  })

  it('of texts are texts again, and of values can be written as JSON', () => {
    fc.assert(
      fc.property(mutatedText(fc.constant(JSON.stringify(right))), hostileValue, (text, value) => {
        expect(typeof text).toBe('string')
        expect(typeof JSON.stringify(value)).toBe('string')
      }),
      { numRuns: 200 },
    )
  })
})
