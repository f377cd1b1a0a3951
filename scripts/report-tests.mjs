import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { root } from './workspace.mjs'

/**
 * Prints what the totals alone do not tell, and then the totals, alone on the last line: `N passed, N failed, N
 * skipped`. A suite that did not run at all and a failed check count as one failure each. Answers the failures.
 */
export async function reportTests(output, failedChecks) {
  const results = await readResults(output)
  const brokenSuites = results.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  )
  for (const line of skippedSuites(results)) console.log(line)
  for (const { name } of brokenSuites) console.log(`did not run: ${relative(root, name)}`)
  for (const check of failedChecks) console.log(`failed check: ${check}`)

  const failed = results.numFailedTests + brokenSuites.length + failedChecks.length
  const skipped = results.numPendingTests + results.numTodoTests
  console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`)
  return failed
}

/** One line per suite with skipped tests; the title of the first says why, as for a program that is not installed. */
function skippedSuites({ testResults }) {
  const suites = new Map()
  for (const { name, assertionResults } of testResults) {
    for (const { status, ancestorTitles, title } of assertionResults) {
      if (status !== 'pending') continue
      const suite = `${relative(root, name)}: ${ancestorTitles[0] ?? ''}`
      suites.set(suite, [...(suites.get(suite) ?? []), title])
    }
  }
  return [...suites].map(([suite, titles]) => `skipped ${titles.length}: ${suite}: ${titles[0]}`)
}

/** Without a file jest did not get as far as running a test, which counts as one failure. */
async function readResults(output) {
  try {
    return JSON.parse(await readFile(output, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return {
      testResults: [{ name: 'jest', status: 'failed', assertionResults: [] }],
      numFailedTests: 0,
      numPassedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
    }
  }
}
