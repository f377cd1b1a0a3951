import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { renderBars } from './chart.js'
import { startBenchDatabase } from './database.js'
import { fleetSection } from './fleet.js'
import { httpSection } from './http.js'
import { profileSection } from './profile.js'
import { historySection } from './queue/history.js'
import { queueSection } from './queue/section.js'
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
    /** Write docs/performance/tables.md and its plots. */
    write: { type: 'boolean', default: false },
  },
})

const seconds = Number(values.seconds)
const sizes = values.quick
  ? { histories: [0, 10_000], fleet: [100, 1_000] }
  : { histories: [0, 10_000, 100_000, 1_000_000], fleet: [100, 1_000, 10_000] }

const database = await startBenchDatabase()
const sections: Record<string, () => Promise<Table[]>> = {
  queue: () => queueSection((name) => database.create(name), seconds),
  history: () => historySection((name) => database.create(name), sizes.histories),
  fleet: () => fleetSection(database, sizes.fleet, seconds),
  http: () => httpSection(database, seconds),
  workers: () => workersSection(database, seconds),
  worst: () => worstSection(database),
  profile: () => profileSection(database, seconds),
}
const wanted = values.only?.split(',') ?? Object.keys(sections)
const unknown = wanted.filter((name) => !(name in sections))
if (unknown.length > 0)
  throw new Error(`Unknown section: ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`)

const tables: Table[] = []
try {
  for (const name of wanted) {
    for (const table of (await sections[name]?.()) ?? []) {
      tables.push(table)
      console.log(renderText(table))
    }
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
