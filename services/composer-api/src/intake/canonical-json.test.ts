import { describe, expect, it } from '@jest/globals'
import { canonicalJson } from './canonical-json.js'

describe('canonical JSON', () => {
  it('is the same for objects with the same members in any order, at any depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}')
  })

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]))
  })
})
