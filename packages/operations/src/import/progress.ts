import { SingleBar } from 'cli-progress'

export interface ImportCounts {
  /** Roots looked at, and all that there are. */
  done: number
  total: number
  composes: number
  jobs: number
  /** Brought here by an earlier run. */
  alreadyHere: number
}

export interface Progress {
  show(counts: ImportCounts): void
  stop(): void
}

/** Monotonic milliseconds between two lines of the log. */
const logEveryMs = 10_000

/** A bar where somebody watches, lines of the log elsewhere. */
export function showProgress(
  terminal: NodeJS.WriteStream,
  log: (message: string, fields: object) => void,
): Progress {
  return terminal.isTTY ? barOn(terminal) : linesTo(log)
}

function barOn(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage}% {value}/{total} composes, {imported} imported, {eta_formatted} left',
    hideCursor: true,
  })
  let started = false
  return {
    show({ done, total, composes }) {
      if (!started) bar.start(total, done, { imported: composes })
      started = true
      bar.update(done, { imported: composes })
    },
    stop: () => bar.stop(),
  }
}

function linesTo(log: (message: string, fields: object) => void): Progress {
  let loggedAt = Number.NEGATIVE_INFINITY
  return {
    show(counts) {
      if (performance.now() - loggedAt < logEveryMs) return
      loggedAt = performance.now()
      log('Import goes on', counts)
    },
    stop() {},
  }
}
