import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { renderReport } from '../load/render-report.js'
import { rehearse } from './rehearse.js'

const { values } = parseArgs({
  options: {
    haproxy: { type: 'string', default: 'haproxy' },
    users: { type: 'string', default: '8' },
    workers: { type: 'string', default: '8' },
    'settle-ms': { type: 'string', default: '2000' },
  },
})

const folder = await mkdtemp(join(tmpdir(), 'upgrade-'))
const report = await rehearse({
  haproxy: values.haproxy,
  folder,
  users: Number(values.users),
  workers: Number(values.workers),
  settleMs: Number(values['settle-ms']),
  say: (line) => console.log(line),
})
console.log(renderReport(report))

const failed = report.tallies.reduce((sum, tally) => sum + tally.failed, 0)
const requests = report.tallies.reduce((sum, tally) => sum + tally.count, 0)
const lost = report.composes.lost + report.composes.failure
console.log(`${requests} requests, ${failed} failed; ${report.composes.success} composes, ${lost} lost`)
for (const { name, failures } of report.tallies)
  for (const failure of failures) console.log(`${name}: ${failure}`)
if (failed === 0 && lost === 0 && report.composes.success > 0)
  await rm(folder, { recursive: true, force: true })
else {
  console.log(`logs are in ${folder}`)
  process.exitCode = 1
}
