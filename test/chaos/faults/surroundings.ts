import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from '../arena.js'
import type { Artifacts } from '../artifacts.js'
import type { Service } from '../service.js'
import { BrokenRule, type Fault } from './fault.js'

const withClock = ({ services }: Arena) => services.filter(({ clock }) => clock !== undefined)
const hasClocks = (arena: Arena) => withClock(arena).length > 0

/** Tokens are good for five minutes, so that a clock may be off by less. */
const jumpABit: Fault['aim'] = (arena, random) => {
  const service = random.pick(withClock(arena))
  const seconds = random.pick([120, -120])
  return {
    where: `${service.name}, ${seconds} s`,
    parts: [service.id],
    async run() {
      await service.clock?.set(seconds)
      await pause(3000)
      await service.clock?.set(0)
      await pause(libraryMs)
    },
  }
}

/** The library looks once a second. */
const libraryMs = 1500
/** From then on it says that its clock is wrong, or right again. */
const toldMs = 6000

/** It refuses every token, or takes those that have expired: either way it may get no traffic. */
const jumpFar: Fault['aim'] = (arena, random) => {
  const service = random.pick(withClock(arena))
  const seconds = random.pick([86_400, -86_400])
  return {
    where: `${service.name}, ${seconds} s`,
    parts: [service.id],
    excused: service,
    async run() {
      await service.clock?.set(seconds)
      const told = await saysOfClock(service, false)
      await service.clock?.set(0)
      const back = await saysOfClock(service, true)
      if (!told) throw new BrokenRule(`${service.id} was ready with a clock that was off by ${seconds} s`)
      if (!back) throw new BrokenRule(`${service.id} called its clock wrong when it was right again`)
    },
  }
}

async function saysOfClock(service: Service, right: boolean): Promise<boolean> {
  const deadline = performance.now() + libraryMs + toldMs
  do {
    const { failing } = await service.readiness()
    if (failing && failing.includes('clock') !== right) return true
    await pause(200)
  } while (performance.now() < deadline)
  return false
}

/** Of what keeps the files of workers. */
const ofArtifacts =
  (harm: (artifacts: Artifacts) => Promise<void>): Fault['aim'] =>
  ({ artifacts }) => ({ parts: ['artifacts'], run: () => harm(artifacts) })

export const surroundingFaults: Fault[] = [
  { kind: 'clock of a process jumps by two minutes', fits: hasClocks, aim: jumpABit },
  { kind: 'clock of a process jumps by a day', fits: hasClocks, aim: jumpFar },
  {
    kind: 'key server fails for 5 s',
    aim({ issuer }, random) {
      const how = random.pick(['answers 500', 'never answers', 'answers garbage'] as const)
      return {
        where: how,
        parts: ['keys'],
        async run() {
          issuer.behave((_req, res) => {
            if (how === 'answers 500') res.writeHead(500).end()
            else if (how === 'answers garbage') res.end('<html>')
          })
          await pause(5000)
          issuer.behave()
        },
      }
    },
  },
  {
    kind: 'disk of artifacts full for 3 s',
    fits: ({ artifacts }) => artifacts.disk !== undefined,
    aim: ofArtifacts(async ({ disk }) => {
      await disk?.fill()
      await pause(3000)
      await disk?.empty()
    }),
  },
  {
    kind: 'S3 answers errors for 3 s',
    fits: ({ artifacts }) => artifacts.objects !== undefined,
    aim: ofArtifacts(async ({ objects }) => {
      objects?.fail(true)
      await pause(3000)
      objects?.fail(false)
    }),
  },
  {
    kind: 'S3 slow for 4 s (1 s for each answer)',
    fits: ({ artifacts }) => artifacts.link !== undefined,
    aim: ofArtifacts(async ({ link }) => {
      await link?.poison({ type: 'latency', attributes: { latency: 1000 }, onlyAnswers: true })
      await pause(4000)
      await link?.heal()
    }),
  },
]
