import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Shape } from './arena.js'
import { faults } from './faults/index.js'
import { findMeans } from './means.js'
import { runInNamespaces } from './own-namespaces.js'
import { createRandom } from './random.js'
import { reportTables } from './report-tables.js'
import { runChaos, type ChaosReport } from './run-chaos.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    /** 30 minutes, with every kind of fault in both shapes of the arena. */
    long: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    /** `files` or `objects`; default: one after the other. */
    shape: { type: 'string' },
    /** One kind of fault, over and over. */
    only: { type: 'string' },
    /** Where the tables of docs/reliability.md are written as Markdown; default: a file in the temporary folder. */
    tables: { type: 'string' },
  },
})
const outcome = await runInNamespaces()
if (outcome !== undefined) process.exit(outcome)

const seed = Number(values.seed)
const shapes: Shape[] = values.shape === undefined ? ['files', 'objects'] : [values.shape as Shape]
const total = values.seconds === undefined ? (values.long ? 1800 : undefined) : Number(values.seconds)
const seconds = total === undefined ? undefined : total / shapes.length
// In CI nothing may be left out unnoticed.
const means = findMeans(process.env['CI'] !== undefined)
const random = createRandom(seed)
const say = (line: string) => console.log(line)
const kinds = faults.filter(({ kind, long }) =>
  values.only === undefined ? values.long || !long : kind.includes(values.only),
)
say(`chaos: seed ${seed}, ${total === undefined ? 'each kind of fault once' : `${total} s of faults`}`)

const folder = await mkdtemp(join(tmpdir(), 'chaos-'))
// Postgres runs as another user when we are root.
await chmod(folder, 0o755)
const tables = values.tables ?? join(tmpdir(), `chaos-${seed}.md`)
const reports: ChaosReport[] = []
for (const [at, shape] of shapes.entries()) {
  const home = join(folder, shape)
  await mkdir(home)
  // The short form does half of the kinds in each shape, and those that only one of them has.
  const half = (_: unknown, place: number) =>
    total !== undefined || values.only !== undefined || place % shapes.length === at
  const own = kinds.filter(({ fits }) => fits !== undefined)
  const common = kinds.filter(({ fits }) => fits === undefined).filter(half)
  const report = await runChaos({
    folder: home,
    shape,
    means,
    seed: random.below(2 ** 31),
    seconds,
    kinds: [...common, ...own],
    say,
  })
  say(JSON.stringify(report, undefined, 2))
  reports.push(report)
  await writeFile(tables, reportTables(reports, seed))
}
const composes = reports.reduce((sum, report) => sum + report.composes, 0)
const violations = reports.flatMap((report) => report.violations).length
say(`chaos: the tables are in ${tables}`)
if (violations > 0) {
  say(`chaos: ${violations} rules were broken; the logs are in ${folder}`)
} else {
  say(`chaos: everything held over ${composes} composes`)
  await rm(folder, { recursive: true, force: true })
}
// Not left to Node: after half an hour it waited for ever, at full load, for a handle that nobody holds.
process.exit(violations > 0 ? 1 : 0)
