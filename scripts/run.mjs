/**
 * The root commands, as package.json names them: `node scripts/run.mjs <command> [arguments]`. Each makes sure first
 * that the workspace is installed.
 */
import { join } from 'node:path'
import { runNode } from './child.mjs'
import { ensureInstalled, build, ExitError, root } from './workspace.mjs'

const bin = (file) => join(root, 'node_modules', file)
const eslint = (...args) => runNode([bin('eslint/bin/eslint.js'), ...args], { cwd: root })
const prettier = (...args) => runNode([bin('prettier/bin/prettier.cjs'), ...args], { cwd: root })

const commands = {
  /** In this very process: one process less to stop, and signals arrive once. */
  async start() {
    await build()
    await import('../packages/dev-stack/dist/dev-main.js')
  },
  async test(args) {
    const { runTests } = await import('./run-tests.mjs')
    return runTests(args)
  },
  async bench(args) {
    await build()
    return runNode([join(root, 'test/dist/bench/main.js'), ...args], { cwd: root })
  },
  async build() {
    await build()
  },
  async lint() {
    await build()
    const codes = [await eslint('.'), await prettier('--check', '.')]
    return Math.max(...codes)
  },
  format: () => prettier('--write', '.'),
  async generate() {
    const { generate } = await import('./generate.mjs')
    await generate()
  },
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!command) {
  console.error(`Unknown command '${name}'. There are: ${Object.keys(commands).join(', ')}.`)
  process.exit(2)
}
try {
  await ensureInstalled()
  process.exitCode = (await command(args)) ?? process.exitCode
} catch (error) {
  if (!(error instanceof ExitError)) throw error
  process.exitCode = error.code
}
