import { describe, expect, it } from '@jest/globals'
import { canonicalUuid } from './canonical-uuid.js'

const canonical = '0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa'

describe('A UUID', () => {
  it.each([
    canonical,
    canonical.toUpperCase(),
    canonical.replaceAll('-', ''),
    `urn:uuid:${canonical}`,
    `URN:UUID:${canonical.toUpperCase()}`,
    `{${canonical}}`,
  ])('may be written as %s', (text) => {
    expect(canonicalUuid(text)).toBe(canonical)
  })

  it('may be of any version, nil included', () => {
    const nil = '00000000-0000-0000-0000-000000000000'
    expect(canonicalUuid(nil)).toBe(nil)
  })

  it.each([
    '',
    'x',
    canonical.slice(1),
    `${canonical}0`,
    `{${canonical}`,
    `${canonical}\n`,
    canonical.replace('-', '_'),
  ])('is not %j', (text) => {
    expect(canonicalUuid(text)).toBeUndefined()
  })
})
