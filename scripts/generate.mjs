import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runNode } from './child.mjs'
import { build, ExitError, root } from './workspace.mjs'

/**
 * What is generated and committed: a script, and the files or folders it writes. In order: types are needed to compile,
 * the others are made by compiled code.
 */
const GENERATORS = [
  { script: 'packages/contracts/scripts/generate-types.mjs', writes: ['packages/contracts/src/generated'] },
  {
    script: 'services/composer-api/scripts/write-parsed-catalog.mjs',
    writes: ['services/composer-api/catalog/generated'],
  },
  { build: true },
  { script: 'db/scripts/dump-schema.mjs', writes: ['db/schema.sql'] },
  { script: 'packages/operations/scripts/write-configuration.mjs', writes: ['docs/configuration.md'] },
  {
    script: 'packages/operations/scripts/write-chart-schemas.mjs',
    writes: ['composer-api', 'worker-api', 'shared', 'manifest-maker'].map(
      (chart) => `charts/${chart}/values.schema.json`,
    ),
  },
]

/** Runs every generator and answers the files that changed: after a clean checkout there is none. */
export async function generate() {
  const changed = []
  for (const { script, writes = [] } of GENERATORS) {
    if (script === undefined) {
      await build()
      continue
    }
    const before = digestsOf(writes)
    const code = await runNode([join(root, script)], { cwd: root })
    if (code !== 0) throw new ExitError(code)
    const after = digestsOf(writes)
    changed.push(
      ...[...new Set([...before.keys(), ...after.keys()])].filter(
        (file) => before.get(file) !== after.get(file),
      ),
    )
  }
  for (const file of changed) console.log(`changed: ${file}`)
  return changed
}

function digestsOf(paths) {
  const files = paths.flatMap((path) => filesIn(path))
  return new Map(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex'),
    ]),
  )
}

function filesIn(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full).flatMap((name) => filesIn(join(path, name)))
}
