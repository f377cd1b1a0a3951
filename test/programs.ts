import { spawnSync } from 'node:child_process'
import { describe, it } from '@jest/globals'
import { findProgram, howToInstall, type Program } from './find-program.js'

export type { Program } from './find-program.js'

/** A suite that runs where the program is installed, is skipped with a plain message elsewhere, and fails in CI without it. */
export function describeWith(program: Program, title: string, suite: (path: string) => void): void {
  const path = findProgram(program)
  if (path !== undefined) {
    describe(title, () => suite(path))
  } else if (process.env['CI'] !== undefined) {
    describe(title, () => {
      it(`has ${program}`, () => {
        throw new Error(`${program} is not installed: ${howToInstall[program]}`)
      })
    })
  } else {
    describe.skip(`${title} (needs ${program}: ${howToInstall[program]})`, () => suite('not installed'))
  }
}

/** Runs a program to its end. Throws with everything it printed when it fails. */
export function run(program: string, args: string[], options: { cwd?: string } = {}): string {
  const ended = spawnSync(program, args, { ...options, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (ended.error) throw ended.error
  if (ended.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${ended.status}\n${ended.stdout}${ended.stderr}`)
  }
  return ended.stdout
}
