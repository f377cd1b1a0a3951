import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'

/** Set for the process inside. */
const inside = 'CHAOS_IN_NAMESPACES'

/**
 * Mounts and processes of its own: what this run mounts nobody else sees, and with the first process in there everything
 * ends, however it ends. That process ends with its parent.
 */
const apart = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
/** For others than root, who may not mount inside either. */
const asOther = ['--user', '--map-current-user']

const parentCheckMs = 500

/** What the two programs are given here; undefined where they are missing or not allowed. */
export function findOptions(): string[] | undefined {
  const options = process.getuid?.() === 0 ? apart : [...apart, ...asOther]
  return spawnSync('setpriv', [...options, 'true']).status === 0 ? options : undefined
}

/**
 * Runs this program again in namespaces of its own and answers its exit code; undefined when it is in there already, or
 * where the system lets nobody do that.
 */
export async function runInNamespaces(): Promise<number | undefined> {
  const options = process.env[inside] === undefined ? findOptions() : undefined
  if (!options) return undefined
  const child = spawn('setpriv', [...options, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [inside]: 'yes' },
  })
  const end = () => void child.kill('SIGKILL')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid !== parent) end()
  }, parentCheckMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
