import { setTimeout as pause } from 'node:timers/promises'
import type { Service } from '../service.js'
import type { Fault } from './fault.js'

/** Of one service, picked at random. */
const ofService =
  (harm: (service: Service) => Promise<void>): Fault['aim'] =>
  ({ services }, random) => {
    const service = random.pick(services)
    return { where: service.name, parts: [service.id], run: () => harm(service) }
  }

const restart = (signal: 'SIGKILL' | 'SIGTERM') =>
  ofService(async (service) => {
    service.signal(signal)
    await service.ended()
    service.launch()
    await service.untilReady()
  })

const frozen = (milliseconds: number) =>
  ofService(async (service) => {
    service.signal('SIGSTOP')
    await pause(milliseconds)
    service.signal('SIGCONT')
  })

export const processFaults: Fault[] = [
  { kind: 'service killed', aim: restart('SIGKILL') },
  { kind: 'service stopped in order', aim: restart('SIGTERM') },
  {
    kind: 'service restarted while the key server is away',
    aim({ services, keys }, random) {
      const service = random.pick(services)
      return {
        where: service.name,
        parts: [service.id, 'keys'],
        async run() {
          await keys.close()
          service.signal('SIGKILL')
          await service.ended()
          service.launch()
          // Longer than it may say that it is ready without being able to let anybody in.
          await service.untilAlive()
          await pause(9000)
          await keys.reopen()
          await service.untilReady()
        },
      }
    },
  },
  { kind: 'service frozen for 3 s', aim: frozen(3000) },
  { kind: 'service frozen for longer than a lease', aim: frozen(10_000) },
]
