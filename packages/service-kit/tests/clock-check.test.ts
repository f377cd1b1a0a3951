import { describe, expect, it } from '@jest/globals'
import { createClockCheck, createLogger } from '@composer/service-kit'
import { collectLogLines } from '@composer/testkit'
import { Registry } from 'prom-client'

const hour = 3_600_000
const now = Date.UTC(2026, 0, 1)

function begin(authMode: 'jwt' | 'none' = 'jwt') {
  const time = { wall: now, timer: 0 }
  const registry = new Registry()
  const log = collectLogLines(createLogger)
  const clocks = { wall: () => time.wall, timer: () => time.timer }
  const clock = createClockCheck({ registry, subsystem: 'worker', logger: log.logger, authMode, clocks })
  return { ...clock, time, registry, log, ask: () => clock.check.check() }
}

describe('The clock of a process', () => {
  it('agrees as long as the others show the same', async () => {
    const { database, keyServer, ask } = begin()
    database.note(now - 100_000)
    keyServer.note(now + 299_000)
    expect(await ask()).toBe('agrees')
  })

  it.each([hour, -hour])('is wrong when it jumps away from both others by %d ms', async (jump) => {
    const { database, keyServer, time, ask } = begin()
    database.note(now)
    keyServer.note(now)
    time.wall += jump + 1000
    time.timer += 1000
    await expect(ask()).rejects.toThrow(
      `the clock of this process is wrong: ${jump / 1000} s ahead of the database, ${jump / 1000} s ahead of the key server`,
    )
    time.wall -= jump
    expect(await ask()).toBe('agrees')
  })

  it.each([
    ['one other alone', now - hour, now, 'disagrees: 3600 s ahead of the database'],
    [
      'one alone, while the other tells no time',
      now - hour,
      undefined,
      'disagrees: 3600 s ahead of the database',
    ],
    [
      'two that do not agree with each other either',
      now - hour,
      now + hour,
      'disagrees: 3600 s ahead of the database, -3600 s ahead of the key server',
    ],
  ])('is not given up for %s', async (_who, ofDatabase, ofKeyServer, text) => {
    const { database, keyServer, ask } = begin()
    database.note(ofDatabase)
    keyServer.note(ofKeyServer)
    expect(await ask()).toBe(text)
  })

  it('needs no key server where there are no tokens', async () => {
    const { database, ask } = begin('none')
    database.note(now)
    expect(await ask()).toBe('agrees')
  })

  it('is measured', async () => {
    const { database, registry } = begin()
    database.note(now - 400_500)
    expect(await registry.metrics()).toContain(
      'image_builder_worker_clock_offset_seconds{witness="database"} 400.5',
    )
  })

  it('is told in the log when it begins to disagree, and when it agrees again', async () => {
    const { database, keyServer, time, log, ask } = begin()
    database.note(now)
    keyServer.note(now - hour)
    await ask()
    await ask()
    time.wall -= hour
    await ask()
    database.note(time.wall)
    await ask()
    expect(log.lines()).toMatchObject([
      { message: 'The clock of this process disagrees', witness: 'key-server', ahead_seconds: 3600 },
      { message: 'The clock of this process disagrees', witness: 'database', ahead_seconds: -3600 },
      { message: 'The clock of this process agrees again', witness: 'key-server' },
      { message: 'The clock of this process agrees again', witness: 'database' },
    ])
  })
})
