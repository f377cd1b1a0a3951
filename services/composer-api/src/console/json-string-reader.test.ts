import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { jsonStringReader } from './json-string-reader.js'

const hostile = fc
  .array(
    fc.constantFrom('\\', '"', 'u', 'd83d', '\ud83d\ude00', '\ud83d', '\ude00', 'ü', '\n', '\u0000', 'x'),
  )
  .map((parts) => parts.join(''))
/** As JSON may write it: some characters as escapes that need none. */
const escaped = (text: string, every: boolean) =>
  JSON.stringify(text).replace(every ? /[ü\ud800-\udfff]/g : /ü/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`
  })

function read(json: string, cuts: readonly number[]): string[] {
  const bytes = Buffer.from(json)
  const reader = jsonStringReader()
  const parts: string[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const end = at + (cuts[turn % cuts.length] ?? 1)
    parts.push(reader(bytes.subarray(at, end), end >= bytes.length))
    at = end
  }
  return parts
}

describe('a string that comes in pieces', () => {
  it('is what JSON.parse reads of the whole, in whole characters', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.oneof(hostile, fc.string({ unit: 'binary' })),
        fc.boolean(),
        cuts,
        (text, every, lengths) => {
          const parts = read(escaped(text, every), lengths)
          expect(parts.join('')).toBe(text)
          if (text.isWellFormed()) expect(parts.every((part) => part.isWellFormed())).toBe(true)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it.each(['12', 'null', '{"a":"b"}'])('is empty for %s', (json) => {
    expect(read(json, [1]).join('')).toBe('')
  })
})
