import { fileURLToPath } from 'node:url'
import { FolderInUseError } from './folder-lock.js'
import { startDevStack } from './start-dev-stack.js'
import { readyLine, welcome } from './welcome.js'

const begun = process.hrtime.bigint() - BigInt(Math.round(process.uptime() * 1e9))
const root = fileURLToPath(new URL('../../..', import.meta.url))

const line = (message: string, fields: object) =>
  console.log(`demo worker: ${message} ${JSON.stringify(fields)}`)
const starting = startDevStack({ environment: process.env, root, log: { info: line, warn: line } })

let asked = false
const stop = () => {
  if (asked) process.exit(1)
  asked = true
  console.log('Stopping …')
  starting
    .then((stack) => stack.stop())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    )
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)

try {
  const stack = await starting
  const seconds = (Number(process.hrtime.bigint() - begun) / 1e9).toFixed(1)
  console.log(readyLine(stack))
  console.log(welcome(stack, seconds))
} catch (error) {
  const expected =
    error instanceof FolderInUseError || (error instanceof Error && error.name === 'SettingsError')
  console.error(expected ? (error as Error).message : error)
  process.exit(1)
}
