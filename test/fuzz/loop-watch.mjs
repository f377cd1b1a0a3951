import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { clearInterval, setInterval } from 'node:timers'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into a service by `--import`: how much of a processor its main thread takes at most before the event loop turns.
 * Unlike the time that passes, it does not depend on what else the machine does. It begins at SIGUSR2, when the
 * service has started, and anew at each further one, and writes the maximum to the file that LOOP_WATCH_FILE names.
 */
const tickMs = 10
const file = process.env.LOOP_WATCH_FILE

/** Milliseconds; the first figure is nanoseconds on a processor (Linux, Documentation/scheduler/sched-stats.rst). */
const cpuMs = () => Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6

let timer

function begin() {
  clearInterval(timer)
  let longest = -1
  let before = cpuMs()
  timer = setInterval(() => {
    const now = cpuMs()
    if (now - before > longest) {
      longest = now - before
      writeFileSync(`${file}.new`, String(longest))
      renameSync(`${file}.new`, file)
    }
    before = cpuMs()
  }, tickMs).unref()
}

if (isMainThread && file !== undefined) process.on('SIGUSR2', begin)
