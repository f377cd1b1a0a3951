import type { Arena } from './arena.js'
import type { Aim, Fault } from './faults/fault.js'
import type { Random } from './random.js'

export interface Chosen extends Aim {
  fault: Fault
}

export interface Choice {
  /** Faults for the same time, without a part of the arena in common; the next ones of which each kind comes once. */
  next(): Chosen[]
  /** How many are left until each kind has come as often as every other. */
  left(): number
}

/** One fault alone, or two or three at once. */
const mostCompanions = 2

/** Draws kinds without putting them back, so that each comes equally often; the first time in the given order. */
export function chooseFaults(kinds: readonly Fault[], arena: Arena, random: Random): Choice {
  let left: Fault[] = [...kinds]
  const take = (fault: Fault, aim: Aim): Chosen => {
    left = left.filter((other) => other !== fault)
    return { ...aim, fault }
  }
  return {
    left: () => left.length,
    next() {
      if (left.length === 0) left = shuffled(kinds, random)
      const [lead] = left
      if (!lead) throw new Error('There is no fault to choose')
      const chosen = [take(lead, lead.aim(arena, random))]
      const wanted = 1 + random.below(mostCompanions + 1)
      for (const fault of shuffled(left, random)) {
        if (chosen.length === wanted) break
        const aim = fault.aim(arena, random)
        const taken = new Set(chosen.flatMap(({ parts }) => parts))
        if (!aim.parts.some((part) => taken.has(part))) chosen.push(take(fault, aim))
      }
      return chosen
    },
  }
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list]
  const order: T[] = []
  while (rest.length > 0) order.push(...rest.splice(random.below(rest.length), 1))
  return order
}
