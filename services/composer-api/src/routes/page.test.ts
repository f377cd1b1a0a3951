import { describe, expect, it } from '@jest/globals'
import { readPage, rowsOf } from './page.js'

describe('a page', () => {
  it.each([
    [{}, { page: 0, size: 100 }],
    [{ page: '2' }, { page: 2, size: 100 }],
    [
      { page: '-1', size: '+7' },
      { page: -1, size: 7 },
    ],
    [{ size: '0' }, { page: 0, size: 0 }],
  ])('is read from %j', (query, page) => {
    expect(readPage(query)).toStrictEqual(page)
  })

  it.each(['', 'x', '1.5', '1e3', '9007199254740993', ['1', '2']])(
    'is refused with its number for %j',
    (value) => {
      expect(() => readPage({ page: value })).toThrow(expect.objectContaining({ number: 18 }))
      expect(() => readPage({ size: value })).toThrow(expect.objectContaining({ number: 19 }))
    },
  )

  it.each([
    [
      { page: 0, size: 10 },
      { offset: 0, limit: 10 },
    ],
    [
      { page: 3, size: 1 },
      { offset: 3, limit: 1 },
    ],
    [
      { page: -1, size: 10 },
      { offset: 0, limit: 0 },
    ],
    [
      { page: 1, size: -10 },
      { offset: 0, limit: 0 },
    ],
    [
      { page: Number.MAX_SAFE_INTEGER, size: 100 },
      { offset: Number.MAX_SAFE_INTEGER, limit: 100 },
    ],
  ])('%j is the rows %j', (page, rows) => {
    expect(rowsOf(page)).toStrictEqual(rows)
  })
})
