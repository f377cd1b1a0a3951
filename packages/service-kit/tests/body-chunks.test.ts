import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals'
import { bodyChunks } from '@composer/service-kit'

const minutes = 60_000

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }))
afterEach(() => void jest.useRealTimers())

function begin() {
  const body = new PassThrough()
  body.on('error', () => undefined)
  return { body, chunks: bodyChunks(body, 5 * minutes) }
}

it('gives a sender up who stalls while it is waited for', async () => {
  const { body, chunks } = begin()
  body.write('a')
  expect(String((await chunks.next()).value)).toBe('a')
  const next = chunks.next()
  next.catch(() => undefined)
  await jest.advanceTimersByTimeAsync(5 * minutes - 1)
  expect(body.destroyed).toBe(false)
  await jest.advanceTimersByTimeAsync(1)
  expect(body.destroyed).toBe(true)
  await expect(next).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' })
})

it('waits for a slow sender, and begins anew with each of its bytes', async () => {
  const { body, chunks } = begin()
  for (const letter of 'abc') {
    const next = chunks.next()
    await jest.advanceTimersByTimeAsync(4 * minutes)
    body.write(letter)
    expect(String((await next).value)).toBe(letter)
  }
  body.end()
  expect((await chunks.next()).done).toBe(true)
})

it('does not hold the time of the receiver against the sender', async () => {
  const { body, chunks } = begin()
  body.write('a')
  await chunks.next()
  await jest.advanceTimersByTimeAsync(60 * minutes)
  expect(body.destroyed).toBe(false)
})

it('leaves the rest of a body that is not wanted', async () => {
  const { body, chunks } = begin()
  body.write('a')
  await chunks.next()
  await chunks.return(undefined)
  expect(body.destroyed).toBe(false)
})
