/**
 * The root commands, as package.json names them: `node scripts/run.mjs <command> [arguments]`. Each makes sure first
 * that the workspace is installed.
 */
import { join } from 'node:path'
import { runNode, stopChildren } from './child.mjs'
import { bin, ensureInstalled, build, ExitError, root } from './workspace.mjs'

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
  async chaos(args) {
    await build()
    return runNode([join(root, 'test/dist/chaos/main.js'), ...args], { cwd: root })
  },
  /** `--runs N`: so many histories of the queue against its model. */
  async model(args) {
    const at = args.indexOf('--runs')
    process.env.COMPOSER_MODEL_RUNS = at === -1 ? '5000' : String(args[at + 1])
    const { runTests } = await import('./run-tests.mjs')
    return runTests(['packages/jobqueue/tests/queue-model'])
  },
  async build() {
    await build()
  },
  async lint() {
    await build()
    const { lint } = await import('./lint.mjs')
    return lint()
  },
  format: () =>
    runNode([bin('prettier/bin/prettier.cjs'), '--write', '--list-different', '.'], { cwd: root }),
  async generate() {
    const { generate } = await import('./generate.mjs')
    await generate()
  },
}

// The reader of our output is gone, as after `npm test | head`: stop what runs.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
    stopChildren()
    process.exit(1)
  })
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
