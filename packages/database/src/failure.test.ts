import { describe, expect, it } from '@jest/globals'
import { readFailure } from './failure.js'

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code })

describe('readFailure', () => {
  it.each([
    // Postgres says that it undid the statement.
    ['25006', true, true],
    ['57P01', true, true],
    ['57P02', true, true],
    ['57P03', true, true],
    ['53300', true, true],
    ['40001', true, false],
    ['40P01', true, false],
    // The answer is lost: it may have been committed.
    ['08006', false, true],
    ['ECONNRESET', false, true],
    ['EPIPE', false, true],
  ])('reads %s', (code, undone, sessionLost) => {
    expect(readFailure(withCode(code), true)).toMatchObject({ undone, sessionLost, passing: true })
  })

  it.each(['23505', '42601', '22P02', '57014', 'JQ001'])('leaves %s to the caller', (code) => {
    expect(readFailure(withCode(code), true)).toEqual({
      undone: false,
      sessionLost: false,
      passing: false,
      unnamed: false,
    })
  })

  it.each([
    'Connection terminated unexpectedly',
    'SELECT * FROM claim_jobs($1) - Connection terminated unexpectedly',
    'SELECT 1 - Query read timeout',
  ])('knows a lost connection by its words: %s', (message) => {
    expect(readFailure(new Error(message), true)).toMatchObject({ undone: false, sessionLost: true })
  })

  it('knows that nothing was done without a connection', () => {
    expect(readFailure(withCode('ECONNREFUSED'), false)).toMatchObject({ undone: true, passing: true })
    expect(readFailure(new Error('timeout expired'), false)).toMatchObject({ undone: true, passing: true })
    const notQueryable = new Error(
      'SELECT 1 - Client has encountered a connection error and is not queryable',
    )
    expect(readFailure(notQueryable, true)).toMatchObject({ undone: true, sessionLost: true })
    const addresses = new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])
    expect(readFailure(addresses, false)).toMatchObject({ undone: true, passing: true })
  })

  it('knows a session that keeps no prepared statements', () => {
    expect(readFailure(withCode('26000'), true)).toMatchObject({ undone: true, unnamed: true })
    expect(readFailure(withCode('42P05'), true)).toMatchObject({ undone: true, unnamed: true })
  })
})
