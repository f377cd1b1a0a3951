import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from '../arena.js'
import type { Random } from '../random.js'
import { databaseOf, type Service } from '../service.js'
import type { Link, Toxic } from '../toxiproxy.js'
import type { Fault } from './fault.js'

type Way = [where: string, links: Link[], parts: string[]]

/** Ways by what they lead to: one of them is broken, or all to the database at once. */
function pickWay({ services, keys, artifacts }: Arena, random: Random): Way {
  const front = (name: Service['name'], where: string): Way => {
    const one = random.pick(services.filter((service) => service.name === name))
    return [where, [one.front], [`front of ${one.id}`]]
  }
  const one = random.pick(services)
  const databases = services.map(({ database }) => database)
  const ways: Way[] = [
    ['to the database', [one.database], [databaseOf(one)]],
    ['to the database, all', databases, services.map(databaseOf)],
    front('composer-api', 'to composer-api'),
    front('worker-api', 'to worker-api'),
    ['to the key server', [keys], ['keys']],
  ]
  if (artifacts.link) ways.push(['to S3', [artifacts.link], ['artifacts']])
  const listening = services.flatMap(({ id, listen }) => (listen ? [{ id, listen }] : []))
  if (listening.length > 0) {
    const { id, listen } = random.pick(listening)
    ways.push(['of notifications', [listen], [`notifications of ${id}`]])
  }
  return random.pick(ways)
}

/** Breaks the links of a way and mends them after a while. */
const broken =
  (
    harm: (link: Link) => Promise<void>,
    mend: (link: Link) => Promise<void>,
    milliseconds: number,
  ): Fault['aim'] =>
  (arena, random) => {
    const [where, links, parts] = pickWay(arena, random)
    return {
      where,
      parts,
      async run() {
        await Promise.all(links.map(harm))
        await pause(milliseconds)
        await Promise.all(links.map(mend))
      },
    }
  }

const toxic = (poison: Toxic, milliseconds: number): Fault['aim'] =>
  broken(
    (link) => link.poison(poison),
    (link) => link.heal(),
    milliseconds,
  )

const hours = 3_600_000

export const linkFaults: Fault[] = [
  { kind: 'link: connections reset', aim: toxic({ type: 'reset_peer', attributes: { timeout: 0 } }, 700) },
  {
    kind: 'link: slow for 3 s (60 to 100 ms)',
    aim: toxic({ type: 'latency', attributes: { latency: 80, jitter: 20 } }, 3000),
  },
  {
    kind: 'link: silent for 3 s, then all arrives',
    aim: toxic({ type: 'latency', attributes: { latency: hours } }, 3000),
  },
  {
    kind: 'link: a black hole for 3 s',
    aim: toxic({ type: 'timeout', attributes: { timeout: 0 } }, 3000),
  },
  {
    kind: 'link: half open for 3 s, answers are lost',
    aim: toxic({ type: 'timeout', attributes: { timeout: 0 }, onlyAnswers: true }, 3000),
  },
  {
    kind: 'link: refuses for 3 s',
    aim: broken(
      (link) => link.close(),
      (link) => link.reopen(),
      3000,
    ),
  },
]
