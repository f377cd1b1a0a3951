import { expect, it } from '@jest/globals'
import { listDocument } from './list-document.js'

it('counts the items it has in size', () => {
  expect(listDocument('ErrorList', 2, 41, ['a'])).toStrictEqual({
    kind: 'ErrorList',
    page: 2,
    size: 1,
    total: 41,
    items: ['a'],
  })
})
