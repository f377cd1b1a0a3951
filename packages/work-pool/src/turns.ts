/** One piece of work. */
export interface Piece<Task> {
  task: Task
  /** Its size relative to other pieces; a usual piece has 1. */
  cost: number
}

/** The pieces of one call, which are queued or refused together. */
export interface Batch<Task> {
  /** The party among which turns are shared: a tenant. */
  owner: string
  pieces: readonly Piece<Task>[]
}

export interface TurnsOptions {
  /** Largest total cost of all waiting pieces. */
  maxWaiting: number
  /** Largest total cost of the waiting pieces of one owner. */
  maxWaitingOfOwner: number
}

/**
 * A fair queue (round robin). Owners take turns piece by piece, so a large batch of one owner delays another owner by
 * one piece per turn. The batches of one owner are served in the order of their arrival. A batch that exceeds a limit
 * alone is accepted when nothing else counts against that limit; otherwise it could never run.
 */
export function createTurns<Task>({ maxWaiting, maxWaitingOfOwner }: TurnsOptions) {
  /** In the order of their next turns. */
  const owners = new Map<string, { cost: number; batches: Map<Batch<Task>, Piece<Task>[]> }>()
  let waiting = 0

  const fits = (batch: Batch<Task>, cost: number): boolean => {
    const ofOwner = owners.get(batch.owner)?.cost ?? 0
    return (
      (waiting === 0 || waiting + cost <= maxWaiting) &&
      (ofOwner === 0 || ofOwner + cost <= maxWaitingOfOwner)
    )
  }
  const drop = (batch: Batch<Task>): void => {
    const own = owners.get(batch.owner)
    const rest = own?.batches.get(batch)
    if (!own || !rest) return
    own.batches.delete(batch)
    const cost = costOf(rest)
    own.cost -= cost
    waiting -= cost
    if (own.batches.size === 0) owners.delete(batch.owner)
  }

  return {
    /** Queues a batch. Returns false, and queues nothing, if it would exceed a limit. */
    add(batch: Batch<Task>): boolean {
      const cost = costOf(batch.pieces)
      if (!fits(batch, cost)) return false
      const own = owners.get(batch.owner) ?? { cost: 0, batches: new Map<Batch<Task>, Piece<Task>[]>() }
      owners.set(batch.owner, own)
      own.batches.set(batch, [...batch.pieces].reverse())
      own.cost += cost
      waiting += cost
      return true
    },

    /**
     * Takes the next piece out of the queue, and moves its owner to the end of the turns.
     * @returns `place`: index of the piece in its batch; undefined: nothing waits
     */
    next(): { batch: Batch<Task>; piece: Piece<Task>; place: number } | undefined {
      for (const [owner, own] of owners) {
        for (const [batch, rest] of own.batches) {
          const piece = rest.pop()
          if (!piece) continue
          owners.delete(owner)
          own.cost -= piece.cost
          waiting -= piece.cost
          if (rest.length === 0) own.batches.delete(batch)
          if (own.batches.size > 0) owners.set(owner, own)
          return { batch, piece, place: batch.pieces.length - rest.length - 1 }
        }
      }
      return undefined
    },

    /** Removes the pieces of a batch that still wait. */
    drop,

    /** Total cost of all waiting pieces. */
    waiting: (): number => waiting,
  }
}

const costOf = (pieces: readonly { cost: number }[]): number =>
  pieces.reduce((sum, { cost }) => sum + cost, 0)
