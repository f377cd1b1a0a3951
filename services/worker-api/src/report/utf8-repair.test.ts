import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createUtf8Repair } from './utf8-repair.js'

function repair(bytes: Uint8Array, cuts: readonly number[]): string {
  const repaired = createUtf8Repair()
  const parts: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = cuts[turn % cuts.length] ?? 1
    parts.push(Buffer.from(repaired.write(Buffer.from(bytes.subarray(at, at + length)))))
    at += length
  }
  parts.push(repaired.end())
  const whole = Buffer.concat(parts)
  // Every part consists of whole characters.
  expect(parts.map((part) => part.toString()).join('')).toBe(whole.toString())
  return whole.toString()
}
const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })

describe('createUtf8Repair', () => {
  it('makes of any bytes in any chunks what a decoder makes of the whole', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fc.constantFrom(0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x8e, 0x89, 0xff, 0xed, 0xa0)),
    )
    fc.assert(
      fc.property(bytes, cuts, (any, lengths) => {
        const given = Uint8Array.from(any)
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
        expect(repair(given, lengths)).toBe(decoder.decode(given))
      }),
      { numRuns: 5000 },
    )
  })

  it('leaves what is right as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), cuts, (text, lengths) => {
        fc.pre(text.isWellFormed())
        expect(repair(Buffer.from(text), lengths)).toBe(text)
      }),
    )
  })
})
