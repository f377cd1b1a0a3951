import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const program = new URL('../../dist/solver/solver-main.js', import.meta.url)

/**
 * Writes an executable script for OSBUILD_DEPSOLVE_DNF, which runs `solver-main` with the Node.js of this process. The
 * compiled `solver-main.js` itself is not executable.
 * @returns the path of the script
 */
export async function writeLauncher(folder: string): Promise<string> {
  const path = join(folder, 'solver.mjs')
  const text = `#!${process.execPath}\nawait import(${JSON.stringify(program.href)})\n`
  await writeFile(path, text, { mode: 0o700, flag: 'wx' })
  return path
}
