import { createTurns, type Batch, type Piece, type TurnsOptions } from './turns.js'

/** The batch was refused because too much work is waiting. */
export class PoolFullError extends Error {
  /** Estimated time until there is room again. */
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number) {
    super('Too much work is waiting')
    this.name = 'PoolFullError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface WorkPoolOptions<Task, Result> extends TurnsOptions {
  /** Does one piece, in another thread. */
  execute: (task: Task) => Promise<Result>
  /** Largest number of pieces that run at the same time. */
  threads: number
}

export interface WorkPool<Task, Result> {
  /**
   * Runs all pieces, in turns with those of other owners. After an abort or a failure no further piece is started.
   * @returns the results in the order of the pieces
   * @throws PoolFullError, before any piece is started; the signal's reason after an abort; the error of the first
   *   piece that fails
   */
  run(owner: string, pieces: readonly Piece<Task>[], signal?: AbortSignal): Promise<Result[]>
  /** `waiting`: total cost of the waiting pieces; `running`: number of running pieces. */
  load(): { waiting: number; running: number }
}

/** Runs work in threads, shared fairly among its owners. Work above the limits of `TurnsOptions` is refused. */
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

/** Estimates how long one unit of cost takes, with an exponentially weighted mean. Seconds are limited to 1 to 60. */
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
