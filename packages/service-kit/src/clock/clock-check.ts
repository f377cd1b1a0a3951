import type { Logger } from '@composer/process-kit'
import { Gauge, type Registry } from 'prom-client'
import type { HealthCheck } from '@composer/internal-server'
import { disagreeing, isOurClockWrong, type Ahead } from './judge-clock.js'
import { createWitness, type Clocks, type Witness } from './witness.js'

export interface ClockCheck {
  database: Witness
  /** One witness for all key servers: the one that answered last counts. */
  keyServer: Witness
  /** For `/readyz`. Waits for the first answer of each witness; other checks send the queries. */
  check: HealthCheck
}

export interface ClockCheckOptions {
  registry: Registry
  subsystem: 'composer' | 'worker'
  logger: Logger
  /** With `none` no key server is asked, so the check does not wait for one. */
  authMode: 'jwt' | 'none'
  /** For tests. */
  clocks?: Clocks
}

const ownClocks: Clocks = { wall: () => Date.now(), timer: () => performance.now() }

/**
 * Compares the clock of this machine, by which the expiry of tokens is judged, with two others: that of the database
 * and that of the key server. Both are called witnesses, also in the metric and the log.
 */
export function createClockCheck({
  registry,
  subsystem,
  logger,
  authMode,
  clocks = ownClocks,
}: ClockCheckOptions): ClockCheck {
  const database = createWitness(clocks)
  const keyServer = createWitness(clocks)
  const ahead = (): Ahead => ({ database: database.aheadMs(), 'key-server': keyServer.aheadMs() })
  const noteChange = changeLog(logger)
  const offset = new Gauge({
    name: `image_builder_${subsystem}_clock_offset_seconds`,
    help: 'How far the clock of this process is ahead of that of a witness.',
    labelNames: ['witness'],
    registers: [registry],
    collect() {
      for (const [witness, ms] of Object.entries(ahead()))
        if (ms !== undefined) offset.set({ witness }, ms / 1000)
    },
  })
  return {
    database,
    keyServer,
    check: {
      name: 'clock',
      async check() {
        await database.answered
        if (authMode === 'jwt') await keyServer.answered
        const now = ahead()
        noteChange(now)
        const words = inWords(now)
        if (isOurClockWrong(now)) throw new Error(`the clock of this process is wrong: ${words}`)
        return words === '' ? 'agrees' : `disagrees: ${words}`
      },
    },
  }
}

const inWords = (ahead: Ahead): string =>
  disagreeing(ahead)
    .map((name) => `${inSeconds(ahead[name] ?? 0)} s ahead of the ${name.replace('-', ' ')}`)
    .join(', ')

const inSeconds = (ms: number) => Math.round(ms / 1000)

/** Logs when a witness begins to disagree, and when it agrees again. */
function changeLog(logger: Logger): (ahead: Ahead) => void {
  let before: readonly string[] = []
  return (ahead) => {
    const now = disagreeing(ahead)
    for (const name of now)
      if (!before.includes(name))
        logger.warn('The clock of this process disagrees', {
          witness: name,
          ahead_seconds: inSeconds(ahead[name] ?? 0),
        })
    for (const witness of before)
      if (!now.some((name) => name === witness))
        logger.info('The clock of this process agrees again', { witness })
    before = now
  }
}
