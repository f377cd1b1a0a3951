import { runNode } from './child.mjs'
import { bin, root, tsc } from './workspace.mjs'

const run = (...command) => runNode(command, { cwd: root })

/** What the text of the workspace must pass, once it is built; each answers an exit code. */
export const lintChecks = {
  'types of tests': () => run(tsc, '-p', 'tsconfig.tests.json'),
  eslint: () => run(bin('eslint/bin/eslint.js'), '.'),
  'unused code': () => run(bin('knip/bin/knip.js'), '--no-config-hints'),
  prettier: () => run(bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'),
}

/** Runs every check, also when one fails. */
export async function lint() {
  let code = 0
  for (const check of Object.values(lintChecks)) code = Math.max(code, await check())
  return code
}
