import { parseArgs } from 'node:util'
import { missedObjectives } from './objectives.js'
import { renderReport } from './render-report.js'
import { startLoad } from './run-load.js'

const { values } = parseArgs({
  options: {
    composer: { type: 'string', default: 'http://127.0.0.1:8080/api/image-builder-composer/v2' },
    worker: { type: 'string', default: 'http://127.0.0.1:8700/api/image-builder-worker/v1' },
    users: { type: 'string', default: '40' },
    workers: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '120' },
    'drain-seconds': { type: 'string', default: '60' },
    'max-composes': { type: 'string', default: '2000' },
    'poll-ms': { type: 'string', default: '1000' },
    'work-ms': { type: 'string', default: '1000' },
    distribution: { type: 'string', default: 'centos-9' },
  },
})

const load = startLoad({
  composerUrl: values.composer,
  workerUrl: values.worker,
  composerToken: process.env['LOAD_COMPOSER_TOKEN'],
  workerToken: process.env['LOAD_WORKER_TOKEN'],
  users: wholeNumber('users'),
  workers: wholeNumber('workers'),
  seconds: wholeNumber('seconds'),
  drainSeconds: wholeNumber('drain-seconds'),
  maxComposes: wholeNumber('max-composes'),
  pollMs: wholeNumber('poll-ms'),
  workMs: wholeNumber('work-ms'),
  distribution: values.distribution,
})
process.once('SIGINT', () => load.finish())

const report = await load.done
console.log(renderReport(report))
const missed = missedObjectives(report)
for (const sentence of missed) console.log(`MISSED  ${sentence}`)
if (missed.length === 0) console.log('every objective is met')
process.exitCode = missed.length === 0 ? 0 : 1

function wholeNumber(name: keyof typeof values): number {
  const text = values[name]
  if (!/^\d+$/.test(text)) throw new Error(`--${name} is '${text}', which is no whole number`)
  return Number(text)
}
