import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from './child.mjs'
import { generate } from './generate.mjs'
import { reportTests } from './report-tests.mjs'
import { build, ExitError, root } from './workspace.mjs'

const bin = (file) => join(root, 'node_modules', file)

/** Everything that must hold before a change lands, cheap checks first; all of them run even when one fails. */
const checks = {
  'generated files': async () => ((await generate()).length === 0 ? 0 : 1),
  'types of tests': () => runNode([bin('typescript7/bin/tsc'), '-p', 'tsconfig.tests.json'], { cwd: root }),
  eslint: () => runNode([bin('eslint/bin/eslint.js'), '.'], { cwd: root }),
  prettier: () =>
    runNode([bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'], { cwd: root }),
}

/**
 * Builds, checks and tests the workspace. With arguments (a path pattern, options of jest) only jest runs, for a quick
 * look at a part. Ends in jest's summary and one plain line with the totals.
 */
export async function runTests(args) {
  const failedChecks = []
  // Also for a part: jest reads the sources, but what prepares its databases is compiled.
  if (await timed('build', build)) failedChecks.push('build')
  if (args.length === 0) {
    for (const [name, check] of Object.entries(checks)) {
      if ((await timed(name, check)) !== 0) failedChecks.push(name)
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'composer-results-'))
  try {
    const output = join(folder, 'results.json')
    const jest = [bin('jest/bin/jest.js'), '--json', `--outputFile=${output}`, ...args]
    const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${NODE_OPTIONS}` }
    // --json would also print the results: standard output is not wanted, the report goes to standard error.
    const code = await timed('jest', () =>
      runNode(jest, { cwd: root, env, stdio: ['inherit', 'ignore', 'inherit'] }),
    )
    const failedTests = await reportTests(output, failedChecks)
    return code !== 0 || failedChecks.length > 0 || failedTests > 0 ? 1 : 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** ESM in jest needs the first; the warning that it is experimental would be printed once per worker. */
const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning'

async function timed(name, work) {
  const started = Date.now()
  const code = await codeOf(work)
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`${code ? 'FAILED' : 'ok'}  ${name}  ${seconds} s`)
  return code
}

async function codeOf(work) {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ExitError) return error.code
    throw error
  }
}
