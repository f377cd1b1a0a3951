import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from '../arena.js'
import type { Databases } from '../databases.js'
import type { Fault } from './fault.js'

const ofPostgres = (harm: (databases: Databases) => Promise<void>): Pick<Fault, 'postgres' | 'aim'> => ({
  postgres: true,
  aim: ({ databases }) => ({ parts: ['postgres'], run: () => harm(databases) }),
})

export const postgresFaults: Fault[] = [
  { kind: 'Postgres restarted', ...ofPostgres((databases) => databases.primary().restart()) },
  {
    kind: 'Postgres crashed',
    ...ofPostgres(async (databases) => {
      await databases.primary().crash()
      await databases.primary().start()
    }),
  },
  {
    kind: 'Postgres frozen for 3 s',
    ...ofPostgres(async (databases) => {
      await databases.primary().pause()
      await pause(3000)
      await databases.primary().resume()
    }),
  },
  {
    kind: 'disk of Postgres full for 4 s',
    postgres: true,
    fits: ({ databases }) => databases.disk() !== undefined,
    aim(arena, random) {
      // A new file of the log has no room: the server gives up. Otherwise tables cannot grow.
      const log = random.below(2) === 0
      return { where: log ? 'log' : 'tables', parts: ['postgres'], run: () => fillDisk(arena, log) }
    },
  },
  {
    kind: 'standby promoted, in order',
    long: true,
    ...ofPostgres((databases) => databases.switchOver()),
  },
  {
    kind: 'standby promoted, old primary fenced 3 s later',
    ...ofPostgres((databases) => databases.failOverWithLateFence(3000)),
  },
  {
    kind: 'primary lost with asynchronous replication',
    ...ofPostgres((databases) => databases.losePrimary(1500)),
  },
]

async function fillDisk(arena: Arena, log: boolean): Promise<void> {
  const disk = arena.databases.disk()
  await disk?.fill()
  if (log)
    await arena.databases
      .look()
      .raw('SELECT pg_switch_wal()')
      .catch(() => undefined)
  await pause(4000)
  await disk?.empty()
  await untilUp(arena)
}

/** It recovers by itself once there is room, unless it had given up before. */
async function untilUp({ databases }: Arena): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const up = await databases
      .look()
      .raw('SELECT 1')
      .then(
        () => true,
        () => false,
      )
    if (up) return
    if (tries === 10) {
      await databases.primary().crash()
      await databases.primary().start()
    }
    await pause(100)
  }
}
