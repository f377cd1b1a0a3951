import { describe, expect, it } from '@jest/globals'
import { defineErrorCatalogue } from './error-catalogue.js'

const rows = [
  [5, 404, 'Not there'],
  [3, 415, 'Wrong type'],
  [10002, 500, 'Unknown error'],
] as const
const define = <WithMessage extends boolean>(withDetails: boolean | number[], withMessage: WithMessage) =>
  defineErrorCatalogue({ code: 'X', withDetails, withMessage, rows })

describe('An error of the catalogue', () => {
  it('becomes the documented object, with all members as texts', () => {
    const catalogue = define(true, false)
    expect(catalogue.render(catalogue.error(5, 'what', { cause: 'why' }), '/b', 'op')).toEqual({
      href: '/b/errors/5',
      id: '5',
      kind: 'Error',
      code: 'X-5',
      operation_id: 'op',
      reason: 'Not there',
      details: 'what',
    })
  })

  it('always has details, or never', () => {
    const [always, never] = [define(true, false), define(false, true)]
    expect(always.render(always.error(5), '/b', 'op').details).toBe('')
    expect(never.render(never.error(5, 'what'), '/b', 'op')).not.toHaveProperty('details')
  })

  it('of a number that is listed has details where there are some', () => {
    const listed = define([5], true)
    expect(listed.render(listed.error(5, 'what'), '/b', 'op').details).toBe('what')
    expect(listed.render(listed.error(5), '/b', 'op')).not.toHaveProperty('details')
    expect(listed.render(listed.error(3, 'what'), '/b', 'op')).not.toHaveProperty('details')
  })

  it('repeats its reason as message for old workers', () => {
    const catalogue = define(false, true)
    expect(catalogue.render(catalogue.error(3), '/b', 'op').message).toBe('Wrong type')
  })

  it('of an unknown number is 10002', () => {
    expect(define(true, false).error(99)).toMatchObject({ number: 10002, status: 500 })
  })

  it('keeps its cause, and may be answered with another status', () => {
    const error = define(true, false).error(5, '', { cause: 'why' }).withStatus(410)
    expect(error).toMatchObject({ number: 5, status: 410, cause: 'why' })
  })
})

describe('The catalogue', () => {
  it('lists its rows in order, and finds them by number, without details', () => {
    const catalogue = define(true, false)
    expect(catalogue.list('/b', 'op').map(({ id }) => id)).toEqual(['5', '3', '10002'])
    expect(catalogue.find(3, '/b', 'op')).toEqual(catalogue.list('/b', 'op')[1])
    expect(catalogue.find(3, '/b', 'op')).not.toHaveProperty('details')
    expect(catalogue.find(4, '/b', 'op')).toBeUndefined()
  })

  it('refuses a number that stands in it twice', () => {
    const twice = [...rows, [5, 400, 'again']] as const
    expect(() =>
      defineErrorCatalogue({ code: 'X', withDetails: true, withMessage: false, rows: twice }),
    ).toThrow('same number')
  })
})
