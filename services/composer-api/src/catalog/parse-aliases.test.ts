import { describe, expect, it } from '@jest/globals'
import { parseAliases } from './parse-aliases.js'

describe('parseAliases', () => {
  it('reads pairs and ignores blanks and empty pairs', () => {
    expect(parseAliases(' rhel-9 = rhel-9.6 ,, a=b,')).toEqual({ 'rhel-9': 'rhel-9.6', a: 'b' })
  })

  it('reads an empty text as no aliases', () => {
    expect(parseAliases('')).toEqual({})
  })

  it.each(['rhel-9', 'rhel-9=', '=rhel-9.6', 'a=b=c'])('refuses %j and names it', (pair) => {
    expect(() => parseAliases(`x=y,${pair}`)).toThrow(JSON.stringify(pair))
  })
})
