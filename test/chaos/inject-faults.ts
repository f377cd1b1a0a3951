import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from './arena.js'
import { chooseFaults, type Chosen } from './choose-faults.js'
import type { Clients } from './clients.js'
import { BrokenRule } from './faults/fault.js'
import type { Fault } from './faults/index.js'
import type { FaultRecord, Round } from './judge-errors.js'
import type { Span } from './judge-readiness.js'
import type { Probes } from './probes.js'
import type { Random } from './random.js'
import { brokenRules } from './sql/broken-rules.js'

/** Who is not back by then is not waited for. */
const hopelessMs = 30_000
/** Long enough to see that errors are over where that is measured, which is not every time. */
const quietMs = 6000
const quietOnceIn = 4
/** Faults of the same time begin within this time of each other. */
const apartMs = 1500

export interface InjectionPlan {
  /** Faults begin within this time; undefined: each kind once. */
  seconds: number | undefined
  /** The first time they are led by them in this order. */
  kinds: readonly Fault[]
  say(line: string): void
}

export interface Injection {
  random: Random
  /** Milliseconds of the run. */
  now: () => number
  clients: Clients
  probes: Probes
  rounds: Round[]
  /** By service: when what it says of itself is not judged. */
  excused: Map<string, Span[]>
  violations: string[]
}

/** Breaks one to three things at a time, waits until everything works again, and notes how it went. */
export async function injectFaults(
  arena: Arena,
  { seconds, kinds, say }: InjectionPlan,
  { random, now, clients, probes, rounds, excused, violations }: Injection,
): Promise<void> {
  const fitting = kinds.filter(({ fits }) => fits?.(arena) ?? true)
  const choice = chooseFaults(fitting, arena, random)
  let done = 0

  const doHarm = async ({ fault: { kind }, where, run }: Chosen, waitMs: number): Promise<FaultRecord> => {
    await pause(waitMs)
    const begun = now()
    await run().catch((error: unknown) => {
      if (!(error instanceof BrokenRule)) throw error
      violations.push(error.message)
    })
    return { kind, where, begun, ended: now() }
  }
  const goesOn = () =>
    seconds === undefined ? rounds.length === 0 || choice.left() > 0 : now() < seconds * 1000
  while (goesOn()) {
    const chosen = choice.next()
    const asked = now()
    const calmMs = (await untilWorking(arena, clients, probes, asked, now)) - asked
    const begun = now()
    const faults = await allOf(chosen.map((one, at) => doHarm(one, at === 0 ? 0 : random.below(apartMs))))
    const ended = now()
    const recovered = await untilWorking(arena, clients, probes, ended, now)
    rounds.push({ faults, begun, ended, recovered, calmMs })
    for (const { id } of chosen.flatMap(({ excused: service }) => service ?? []))
      excused.set(id, [...(excused.get(id) ?? []), { from: begun, to: recovered }])
    done += faults.length
    const names = faults.map(({ kind, where }) => (where === undefined ? kind : `${kind} (${where})`))
    const times = `${inSeconds(ended - begun)}, back after ${Math.round(recovered - ended)} ms`
    say(`${Math.round(begun / 1000)} s  #${done}  ${names.join(' + ')}: ${times}`)
    violations.push(...(await brokenRules(arena.databases.look(), false)))
    const measured = chosen.some(({ fault }) => fault.postgres) && random.below(quietOnceIn) === 0
    await pause(measured && seconds !== undefined ? quietMs : random.below(300))
  }
}

const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

/** When all have ended, however: what is thrown must not leave the others at work. */
async function allOf<T>(works: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

/** When every service has done its work since then, and a client behind the links has got its answer. */
async function untilWorking(
  { services }: Arena,
  { log }: Clients,
  probes: Probes,
  since: number,
  now: () => number,
): Promise<number> {
  const before = log.answered
  const working = () => log.answered > before && services.every((service) => probes.worked(service) >= since)
  while (!working() && now() - since < hopelessMs) await pause(20)
  return now()
}
