import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild, runNode } from './child.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))
/** A program of a package of the root. */
export const bin = (file) => join(root, 'node_modules', file)

/**
 * TypeScript 7, the native compiler, builds and checks everything in seconds. TypeScript 6 is installed beside it for
 * typescript-eslint and openapi-typescript, which use its programming interface; version 7 has none yet.
 */
export const tsc = bin('typescript7/bin/tsc')

/** The pnpm that made pnpm-lock.yaml; fetched by npx, so that Node.js and npm are all a machine needs. */
const PNPM = 'pnpm@12.21.0'
/** Says for which lock file node_modules was installed. */
const stamp = join(root, 'node_modules', '.installed-for')

/** Installs the workspace when node_modules is missing or belongs to another lock file. */
export async function ensureInstalled() {
  refuseOldNode()
  const wanted = lockDigest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log(`Installing the workspace with ${PNPM} …`)
  const code = await runChild('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--prefer-offline'], {
    cwd: root,
  })
  if (code !== 0) throw new ExitError(code)
  writeFileSync(stamp, wanted)
}

/** Compiles every package and service, and the operator's page; does little when nothing changed. */
export async function build() {
  const code = await runNode([tsc, '-b'], { cwd: root })
  if (code !== 0) throw new ExitError(code)
  await buildPage()
}

const page = join(root, 'packages/console')

/** Bundles the page when one of its sources, or what it is made with, is newer than the bundle. */
async function buildPage() {
  const built = changedAt(join(page, 'dist/index.html'))
  const sources = ['src', 'public'].flatMap((folder) => filesBelow(join(page, folder)))
  const others = ['index.html', 'vite.config.js', 'package.json'].map((file) => join(page, file))
  if ([...sources, ...others, stamp].every((file) => changedAt(file) <= built)) return
  const code = await runNode([join(page, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: page,
  })
  if (code !== 0) throw new ExitError(code)
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** Milliseconds; 0 for a file that is not there. */
const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Ends the command with this code; what went wrong has been said already. */
export class ExitError extends Error {
  constructor(code) {
    super(`exit code ${code}`)
    this.code = code
  }
}

function lockDigest() {
  const digest = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'])
    digest.update(readFileSync(join(root, file)))
  return digest.digest('hex')
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`)
  throw new ExitError(1)
}
