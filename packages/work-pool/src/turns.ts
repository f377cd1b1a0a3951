/** One piece of work of a caller. */
export interface Piece<Task> {
  task: Task
  /** What it costs beside other pieces; 1 for the usual one. */
  cost: number
}

/** What is asked for at once, and is let in or refused as a whole. */
export interface Batch<Task> {
  /** Who shares the turns: a tenant. */
  owner: string
  pieces: readonly Piece<Task>[]
}

export interface TurnsOptions {
  /** Cost of all that may wait. */
  maxWaiting: number
  /** Cost of what may wait of one owner. */
  maxWaitingOfOwner: number
}

/**
 * Who is next. Owners take turns piece by piece, so that a large batch delays the others by one piece each; an owner's
 * batches are served in the order they came. A batch that exceeds a limit by itself is let in when nothing else waits
 * against that limit: it could never come in otherwise.
 */
export function createTurns<Task>({ maxWaiting, maxWaitingOfOwner }: TurnsOptions) {
  /** In the order of their turns. */
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
    /** False: it does not fit, and nothing of it waits. */
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

    /** The piece whose turn it is. Its owner goes to the end of the line. */
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

    /** What of the batch still waits does not any more. */
    drop,

    /** Cost of all that waits. */
    waiting: (): number => waiting,
  }
}

const costOf = (pieces: readonly { cost: number }[]): number =>
  pieces.reduce((sum, { cost }) => sum + cost, 0)
