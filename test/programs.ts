import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, it } from '@jest/globals'

/** How to get the programs that some suites need and npm does not bring. `.ci/tools` installs all of them. */
const howToInstall = {
  helm: 'go install helm.sh/helm/v3/cmd/helm@v3.22.0',
  promtool: 'apt-get install prometheus',
  haproxy: 'apt-get install haproxy',
  openssl: 'apt-get install openssl',
  pgbouncer: 'apt-get install pgbouncer',
} as const

export type Program = keyof typeof howToInstall

/** The path of an installed program, looked up in PATH, the system folders and Go's; undefined when it is not there. */
function findProgram(name: Program): string | undefined {
  const goPath = process.env['GOPATH'] ?? join(homedir(), 'go')
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/bin',
    join(goPath, 'bin'),
  ]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

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
