import { describe, expect, it } from '@jest/globals'
import { isCanonical } from './is-canonical.js'

describe('isCanonical', () => {
  it.each(['/a', '/a/b', '/.a', '/a./b', '/...', '/a..b', '/a/..b'])('lets %j pass', (path) => {
    expect(isCanonical(path)).toBe(true)
  })

  it.each(['', 'a', '/', '//', '//a', '/a//b', '/a/', '/.', '/..', '/./a', '/a/../b', '/a/.', '/a/..'])(
    'refuses %j',
    (path) => {
      expect(isCanonical(path)).toBe(false)
    },
  )
})
