import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { bodiesSection } from './bodies.js'
import { capacitySection } from './capacity.js'
import { renderBars } from './chart.js'
import { composesSection } from './composes.js'
import { consoleSection } from './console.js'
import { startBenchDatabase } from './database.js'
import { fleetSection } from './fleet.js'
import { runGate } from './gate/section.js'
import { httpSection } from './http.js'
import { memorySection } from './memory.js'
import { profileSection } from './profile.js'
import { historySection } from './queue/history.js'
import { queueSection } from './queue/section.js'
import { startSection } from './start.js'
import { renderMarkdown, renderText, type Table } from './table.js'
import { workersSection } from './workers.js'
import { worstSection } from './worst.js'

const { values } = parseArgs({
  options: {
    /** Comma-separated sections; all without it. */
    only: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    /** Smaller sizes: to try the bench itself. */
    quick: { type: 'boolean', default: false },
    /** URL of a Postgres on this machine instead of the one that comes along: see `startBenchDatabase`. */
    server: { type: 'string' },
    /** Write docs/performance/tables.md and its plots: of all sections. */
    write: { type: 'boolean', default: false },
  },
})

if (values.write && values.only !== undefined) {
  console.error('--write replaces all of docs/performance/tables.md: leave out --only')
  process.exit(2)
}

const seconds = Number(values.seconds)
const sizes = values.quick
  ? { histories: [0, 10_000], fleet: [100, 1_000] }
  : { histories: [0, 10_000, 100_000, 1_000_000], fleet: [100, 1_000, 10_000, 50_000] }

const database = await startBenchDatabase(values.server)
/** What each takes on a quiet machine with two cores: seconds in any case, and for each of `--seconds`. */
const sections: Record<string, { run: () => Promise<Table[]>; takes: [number, number] }> = {
  queue: { run: () => queueSection(database, seconds, values), takes: [120, 40] },
  history: { run: () => historySection(database, sizes.histories), takes: [100, 0] },
  fleet: { run: () => fleetSection(database, sizes.fleet, seconds), takes: [80, 7] },
  http: { run: () => httpSection(database, seconds), takes: [30, 15] },
  bodies: { run: () => bodiesSection(database, seconds, values), takes: [120, 24] },
  workers: { run: () => workersSection(database, seconds), takes: [100, 15] },
  composes: { run: () => composesSection(database, seconds), takes: [20, 2] },
  console: { run: () => consoleSection(database, seconds), takes: [30, 3] },
  capacity: { run: () => capacitySection(database, seconds), takes: [10, 5] },
  worst: { run: () => worstSection(database), takes: [60, 0] },
  start: { run: () => startSection(database), takes: [20, 0] },
  memory: { run: () => memorySection(database, seconds), takes: [5, 12] },
  profile: { run: () => profileSection(database, seconds), takes: [60, 8] },
}
/** For `--only`: it judges, and has no place among the figures. */
const gate = async () => {
  const { table, failures } = await runGate(database)
  for (const failure of failures) console.error(`gate: ${failure}`)
  if (failures.length > 0) process.exitCode = 1
  return [table]
}
const wanted = values.only?.split(',') ?? Object.keys(sections)
sections.gate = { run: gate, takes: [90, 0] }
const unknown = wanted.filter((name) => !(name in sections))
if (unknown.length > 0)
  throw new Error(`Unknown section: ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`)

const tables: Table[] = []
try {
  for (const name of wanted) {
    const section = sections[name]
    if (!section) continue
    const [always, each] = section.takes
    console.log(`${name}: about ${always + each * seconds} s on a quiet machine`)
    const started = performance.now()
    for (const table of await section.run()) {
      tables.push(table)
      console.log(renderText(table))
    }
    console.log(`${name}: took ${Math.round((performance.now() - started) / 1000)} s\n`)
  }
} finally {
  await database.stop()
}

if (values.write) {
  const folder = new URL('../../../docs/performance/', import.meta.url)
  await mkdir(folder, { recursive: true })
  for (const table of tables) {
    if (table.chart) await writeFile(new URL(table.chart.file, folder), renderBars(table))
    console.log(`wrote ${table.title}`)
  }
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, PostgreSQL ${database.version}, fsync and synchronous_commit on`
  const preface = `<!-- Written by \`npm run bench -- --write\`; the findings are in docs/performance.md. -->\n\nMeasured ${new Date().toISOString().slice(0, 10)} on ${machine}; \`npm run bench -- --write --seconds ${seconds}\`.\n\n`
  await writeFile(new URL('tables.md', folder), preface + tables.map(renderMarkdown).join('\n'))
}
