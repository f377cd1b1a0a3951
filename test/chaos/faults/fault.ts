import type { Arena } from '../arena.js'
import type { Random } from '../random.js'
import type { Service } from '../service.js'

/** Something that must hold and did not, in words. */
export class BrokenRule extends Error {}

/** A fault that knows what it will break. */
export interface Aim {
  /** What it was aimed at, if there was a choice. */
  where?: string
  /**
   * The parts of the arena that it breaks, and those that it needs whole. Faults without a part in common may be done
   * at the same time.
   */
  parts: readonly string[]
  /**
   * Does the harm and mends it again.
   * @throws BrokenRule when something was answered as it must not be
   */
  run(): Promise<void>
  /** What this service says of its readiness is not held against its work meanwhile: the fault has a rule of its own. */
  excused?: Service
}

export interface Fault {
  kind: string
  /** Whether it can be done here; default: yes. */
  fits?(arena: Arena): boolean
  /** Chooses what to break. */
  aim(arena: Arena, random: Random): Aim
  /** Only the long form has the time for it. */
  long?: boolean
  /** Postgres itself is away: the time that clients see errors is measured until they are long over. */
  postgres?: boolean
}
