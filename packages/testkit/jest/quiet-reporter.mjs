import { DefaultReporter } from '@jest/reporters'

/**
 * Prints what a suite logged only when the suite failed: an error line of one that passed was provoked by a test. With
 * `--verbose` everything is printed.
 */
export default class QuietReporter extends DefaultReporter {
  onTestResult(test, result, aggregated) {
    const passed = result.numFailingTests === 0 && !result.testExecError
    const quiet = passed && !this._globalConfig.verbose
    super.onTestResult(test, quiet ? { ...result, console: undefined } : result, aggregated)
  }
}
