import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from './arena.js'
import type { Random } from './random.js'

export interface Fault {
  kind: string
  /** Does the harm and mends it again. */
  run(arena: Arena, random: Random): Promise<void>
}

const restart =
  (signal: 'SIGKILL' | 'SIGTERM'): Fault['run'] =>
  async ({ services }, random) => {
    const service = random.pick(services)
    service.signal(signal)
    await service.ended()
    await service.start()
  }

const frozen =
  (milliseconds: number): Fault['run'] =>
  async ({ services }, random) => {
    const service = random.pick(services)
    service.signal('SIGSTOP')
    await pause(milliseconds)
    service.signal('SIGCONT')
  }

/** In the order in which the short form goes through them. */
export const faults: Fault[] = [
  { kind: 'service killed', run: restart('SIGKILL') },
  {
    kind: 'postgres restarted',
    run: async ({ primary }) => primary().restart(),
  },
  {
    kind: 'connections reset',
    run: async ({ link }) => link.cut(),
  },
  {
    kind: 'postgres crashed',
    async run({ primary }) {
      await primary().crash()
      await primary().start()
    },
  },
  { kind: 'service stopped in order', run: restart('SIGTERM') },
  {
    kind: 'link silent for 3 s',
    async run({ link }) {
      link.freeze()
      await pause(3000)
      link.thaw()
    },
  },
  { kind: 'service frozen for 3 s', run: frozen(3000) },
  {
    kind: 'link slow for 3 s',
    async run({ link }) {
      link.delay(60)
      await pause(3000)
      link.delay(0)
    },
  },
  {
    kind: 'postgres refuses for 3 s',
    async run({ link }) {
      link.refuse(true)
      link.cut()
      await pause(3000)
      link.refuse(false)
    },
  },
  { kind: 'service frozen for longer than a lease', run: frozen(10_000) },
]

/** Only the long form has the time for it. */
export const failOver: Fault = { kind: 'standby promoted', run: (arena) => arena.failOver() }
