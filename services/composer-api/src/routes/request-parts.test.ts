import { describe, expect, it } from '@jest/globals'
import { externalIdOf } from './external-id.js'
import { idempotencyKeyOf } from './idempotency-key.js'
import { jobIdOf } from './job-id.js'

const id = '0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0'

describe('the id of a path', () => {
  it.each([id, id.toUpperCase(), `{${id}}`, `urn:uuid:${id}`, id.replaceAll('-', ''), `URN:UUID:${id}`])(
    'is accepted as %s',
    (text) => {
      expect(jobIdOf({ id: text })).toBe(id)
    },
  )

  it.each([
    'abcdef',
    '',
    `${id}0`,
    `${id.slice(1)}`,
    id.replace('-', ''),
    `{${id}`,
    'g'.repeat(32),
    `${id}\n`,
  ])('is refused with 42 as %j', (text) => {
    expect(() => jobIdOf({ id: text })).toThrow(
      expect.objectContaining({ number: 42, details: expect.stringContaining('parameter id') }),
    )
  })
})

describe('the idempotency key', () => {
  it('is absent without the header', () => {
    expect(idempotencyKeyOf({})).toBeUndefined()
  })

  it.each(['a', id, '~'.repeat(255)])('is the header %s', (key) => {
    expect(idempotencyKeyOf({ 'idempotency-key': key })).toBe(key)
  })

  it.each(['', 'a b', 'ü', 'x'.repeat(256)])('is refused with 42 as %j', (key) => {
    expect(() => idempotencyKeyOf({ 'idempotency-key': key })).toThrow(
      expect.objectContaining({ number: 42, details: expect.stringContaining('Idempotency-Key') }),
    )
  })
})

describe('the external id', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['abc\n', 'abc'],
    ['abc', 'abc'],
  ])('is read from %j as %j', (header, value) => {
    expect(externalIdOf(header === undefined ? {} : { 'x-external-id': header })).toBe(value)
  })
})
