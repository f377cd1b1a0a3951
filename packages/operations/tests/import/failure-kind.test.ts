import { describe, expect, it } from '@jest/globals'
import { failureKind } from '../../src/import/failure-kind.js'

describe('a failure of an import', () => {
  it.each([
    [{ code: '57P01', message: 'terminating connection' }, 'fatal'],
    [{ code: 'ECONNRESET', message: 'read ECONNRESET' }, 'fatal'],
    [{ message: 'Connection terminated unexpectedly' }, 'fatal'],
    [{ code: '42501', message: 'permission denied for table jobs' }, 'fatal'],
    [{ code: '40P01', message: 'deadlock detected' }, 'transient'],
    [{ code: '22021', message: 'invalid byte sequence' }, 'own'],
    [{ code: '23505', message: 'duplicate key' }, 'own'],
    [{ message: 'job 1 was deleted meanwhile' }, 'own'],
    [{ code: 'ERR_STRING_TOO_LONG', message: 'Cannot create a string' }, 'own'],
  ] as const)('%j is %s', (error, kind) => {
    expect(failureKind(error)).toBe(kind)
  })
})
