import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runNode } from './child.mjs'
import { generate } from './generate.mjs'
import { lintChecks } from './lint.mjs'
import { reportTests } from './report-tests.mjs'
import { bin, build, ExitError, root } from './workspace.mjs'

/** What the last run found, test by test; jest's summary names the file. */
const results = join(root, 'test-results.json')

/** Everything that must hold before a change lands, cheap checks first; all of them run even when one fails. */
const checks = { 'generated files': async () => ((await generate()).length === 0 ? 0 : 1), ...lintChecks }

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
  await rm(results, { force: true })
  const jest = [bin('jest/bin/jest.js'), '--json', `--outputFile=${results}`, ...args]
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${NODE_OPTIONS}` }
  // --json would also print the results: standard output is not wanted, the report goes to standard error.
  const code = await timed('jest', () =>
    runNode(jest, { cwd: root, env, stdio: ['inherit', 'ignore', 'inherit'] }),
  )
  const failedTests = await reportTests(results, failedChecks)
  return code !== 0 || failedChecks.length > 0 || failedTests > 0 ? 1 : 0
}

/** ESM in jest needs the first; warnings that it is experimental, and of the AWS SDK about Node.js 20, help nobody here. */
const NODE_OPTIONS = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=NodeVersionSupportWarning',
].join(' ')

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
