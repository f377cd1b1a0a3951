import { createTurns, type Batch, type Piece, type TurnsOptions } from './turns.js'

/** More work waits than the pool takes. */
export class PoolFullError extends Error {
  /** When there is probably room again. */
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number) {
    super('Too much work is waiting')
    this.name = 'PoolFullError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface WorkPoolOptions<Task, Result> extends TurnsOptions {
  /** Does one piece, elsewhere than on this thread. */
  execute: (task: Task) => Promise<Result>
  /** Pieces that are under way at the same time. */
  threads: number
}

export interface WorkPool<Task, Result> {
  /**
   * Does all pieces, in turns with those of other owners.
   * @returns the results in the order of the pieces
   * @throws PoolFullError before anything is done; the signal's reason, and nothing more is begun, once it is aborted;
   *   what the first piece threw that failed
   */
  run(owner: string, pieces: readonly Piece<Task>[], signal?: AbortSignal): Promise<Result[]>
  /** Cost that waits, and pieces that are under way. */
  load(): { waiting: number; running: number }
}

/** Hands work to threads in turns that are fair to its owners, and takes no more than can wait. */
export function createWorkPool<Task, Result>(options: WorkPoolOptions<Task, Result>): WorkPool<Task, Result> {
  const turns = createTurns<Task>(options)
  const open = new Map<Batch<Task>, Settle<Result>>()
  const pace = createPace()
  let running = 0

  const step = async (batch: Batch<Task>, piece: Piece<Task>, place: number): Promise<void> => {
    const started = performance.now()
    try {
      const result = await options.execute(piece.task)
      pace.took(piece.cost, performance.now() - started)
      open.get(batch)?.done(place, result)
    } catch (error) {
      open.get(batch)?.failed(error as Error)
    }
  }
  const serve = (): void => {
    while (running < options.threads) {
      const turn = turns.next()
      if (!turn) return
      running += 1
      void step(turn.batch, turn.piece, turn.place).finally(() => {
        running -= 1
        serve()
      })
    }
  }

  return {
    run: (owner, pieces, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        if (pieces.length === 0) {
          resolve([])
          return
        }
        const batch = { owner, pieces }
        if (!turns.add(batch)) throw new PoolFullError(pace.secondsFor(turns.waiting() / options.threads))
        const results: Result[] = Array<Result>(pieces.length)
        let left = pieces.length
        const end = (settle: () => void) => {
          open.delete(batch)
          turns.drop(batch)
          signal?.removeEventListener('abort', abort)
          settle()
        }
        const abort = () => end(() => reject(signal?.reason as Error))
        signal?.addEventListener('abort', abort)
        open.set(batch, {
          done(place, result) {
            results[place] = result
            left -= 1
            if (left === 0) end(() => resolve(results))
          },
          failed: (error) => end(() => reject(error)),
        })
        serve()
      }),
    load: () => ({ waiting: turns.waiting(), running }),
  }
}

interface Settle<Result> {
  done(place: number, result: Result): void
  failed(error: Error): void
}

/** How long a unit of cost takes: the mean, in which old pieces count less and less. */
function createPace() {
  let msPerCost = 0
  return {
    took(cost: number, ms: number): void {
      const measured = ms / cost
      msPerCost = msPerCost === 0 ? measured : msPerCost * 0.9 + measured * 0.1
    },
    secondsFor: (cost: number): number => Math.min(60, Math.max(1, Math.ceil((cost * msPerCost) / 1000))),
  }
}
