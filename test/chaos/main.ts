import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { failOver, faults } from './faults.js'
import { runChaos } from './run-chaos.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    /** 30 minutes, with standbys that are promoted. */
    long: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    /** One kind of fault, over and over. */
    only: { type: 'string' },
  },
})

const seed = Number(values.seed)
const seconds = Number(values.seconds ?? (values.long ? 1800 : 75))
const folder = await mkdtemp(join(tmpdir(), 'chaos-'))
console.log(`chaos: seed ${seed}, ${seconds} s of faults`)
const kinds = [...faults, ...(values.long || values.only ? [failOver] : [])].filter(
  ({ kind }) => values.only === undefined || kind === values.only,
)
const report = await runChaos({ folder, seed, seconds, kinds, say: (line) => console.log(line) })
console.log(JSON.stringify(report, undefined, 2))
if (report.violations.length > 0) {
  console.log(`chaos: ${report.violations.length} rules were broken; the logs are in ${folder}`)
  process.exitCode = 1
} else {
  console.log(`chaos: everything held over ${report.composes} composes`)
  await rm(folder, { recursive: true, force: true })
}
