import { fileURLToPath } from 'node:url'
import { FolderInUseError } from './folder-lock.js'
import { type DevStack, startDevStack } from './start-dev-stack.js'
import { readyLine, welcome } from './welcome.js'

const begun = process.hrtime.bigint() - BigInt(Math.round(process.uptime() * 1e9))
const root = fileURLToPath(new URL('../../..', import.meta.url))

const line = (message: string, fields: object) =>
  console.log(`demo worker: ${message} ${JSON.stringify(fields)}`)
const starting = startDevStack({ environment: process.env, root, log: { info: line, warn: line } })

/** npm passes on a Ctrl-C that the terminal has sent us already; a person who means it presses again a moment later. */
const SAME_SIGNAL_MS = 500
let running: DevStack | undefined
let askedAt: number | undefined

function stop(): void {
  const now = performance.now()
  if (askedAt !== undefined) {
    if (now - askedAt < SAME_SIGNAL_MS) return
    running?.abandon()
    process.exit(1)
  }
  askedAt = now
  console.log('Stopping …')
  starting
    .then((stack) => stack.stop())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    )
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)

// When npm is killed the hard way it can tell us nothing, but we become somebody else's child.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (process.ppid !== parent && askedAt === undefined) stop()
  }, 500).unref()
}

try {
  const stack = await starting
  running = stack
  const seconds = (Number(process.hrtime.bigint() - begun) / 1e9).toFixed(1)
  console.log(readyLine(stack))
  console.log(welcome(stack, seconds))
} catch (error) {
  const expected =
    error instanceof FolderInUseError || (error instanceof Error && error.name === 'SettingsError')
  console.error(expected ? (error as Error).message : error)
  process.exit(1)
}
