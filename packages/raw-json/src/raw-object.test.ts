import { describe, expect, it } from '@jest/globals'
import { rawList, rawObject } from '@composer/raw-json'

describe('An object with raw members', () => {
  it('carries their texts as they are, after the known members', () => {
    expect(rawObject({ id: 'a"b' }, { data: '{"n":12345678901234567890}', none: 'null' }).join('')).toBe(
      '{"id":"a\\"b","data":{"n":12345678901234567890},"none":null}',
    )
  })

  it.each([
    [{}, {}, '{}'],
    [{}, { a: '1', b: '2' }, '{"a":1,"b":2}'],
    [{ a: 1 }, {}, '{"a":1}'],
    [{}, { 'a"': rawList([]), b: rawList(['1', '[2]']) }, '{"a\\"":[],"b":[1,[2]]}'],
    [{}, { outer: rawObject({}, { inner: rawList(['0']) }) }, '{"outer":{"inner":[0]}}'],
  ])('is JSON, of %j and %j', (known, raw, text) => {
    expect(rawObject(known, raw).join('')).toBe(text)
  })

  it('keeps what stands for a text as a piece of its own', () => {
    const piece = { jobId: 'x' }
    const pieces = rawObject({ id: 1 }, { result: piece, all: rawList([piece]) })
    expect(pieces.filter((one) => one === piece)).toHaveLength(2)
    expect(pieces.map((one) => (typeof one === 'string' ? one : 'true')).join('')).toBe(
      '{"id":1,"result":true,"all":[true]}',
    )
  })
})
