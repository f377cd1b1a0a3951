import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const program = new URL('../../dist/solver/solver-main.js', import.meta.url)

/**
 * Writes the file that OSBUILD_DEPSOLVE_DNF names and answers its path: compiled code is not executable, and this one
 * runs it with the Node.js of this process.
 */
export async function writeLauncher(folder: string): Promise<string> {
  const path = join(folder, 'solver.mjs')
  const text = `#!${process.execPath}\nawait import(${JSON.stringify(program.href)})\n`
  await writeFile(path, text, { mode: 0o700, flag: 'wx' })
  return path
}
