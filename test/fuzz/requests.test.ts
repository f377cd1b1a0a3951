import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startDemoWorker, type DemoWorker } from '@composer/dev-stack'
import fc from 'fast-check'
import type { Api } from '../system/start-system.js'
import { arbitraryRequest, fillIn } from './arbitrary-request.js'
import { fuzzSettings, rounds, tell } from './settings.js'
import { startTarget, type Target } from './target.js'

const settings = fuzzSettings(process.env)
const requestsPerRound = 100
/** Requests under way at the same time: long polls must not make the rest slow. */
const lanes = 8
const timeout = ((settings.minutes ?? 0) + 5) * 60_000

/** What the reference answers too, of results and of koji composes without images: see docs/compatibility.md. */
const ofResults = ['1002', '1006', '1012', '1015']

/** Sends a round's requests, some at a time. @returns how often each status was answered */
async function play(target: Target, api: Api, round: number, ids: string[]): Promise<Map<number, number>> {
  const seed = settings.seed + round
  const templates = fc.sample(arbitraryRequest(api), { seed, numRuns: requestsPerRound }).values()
  const statuses = new Map<number, number>()
  const lane = async () => {
    for (const template of templates) {
      const answer = await target.send(api, fillIn(template, ids), ofResults)
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      learn(answer.body, ids)
    }
  }
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
    await target.checkAlive()
  } catch (error) {
    throw new Error(`FUZZ_SEED=${settings.seed}, round ${round}: ${(error as Error).message}`, {
      cause: error,
    })
  }
  return statuses
}

/** Ids of what was made, and tokens of what was taken, are asked for from then on. */
function learn(body: { [member: string]: unknown } | undefined, ids: string[]): void {
  const { kind, id, location } = body ?? {}
  if (kind === 'ComposeId' || kind === 'CloneComposeId' || kind === 'WorkerID') ids.push(String(id))
  if (kind === 'RequestJob') ids.push(String(location).split('/').at(-1) ?? '')
  if (ids.length > 200) ids.shift()
}

/** At least one answer of each of these kinds: a generator that only finds refusals finds nothing. */
function expectVariety(all: Map<number, number>, statuses: number[]): void {
  tell(`FUZZ_SEED=${settings.seed}: ${JSON.stringify(Object.fromEntries(all))}`)
  for (const status of statuses) expect([...all.keys()]).toContain(status)
}

function addTo(all: Map<number, number>, more: Map<number, number>): void {
  for (const [status, count] of more) all.set(status, (all.get(status) ?? 0) + count)
}

describe('composer-api', () => {
  let target: Target
  let workers: DemoWorker
  beforeAll(async () => {
    target = await startTarget(settings)
    workers = startDemoWorker({
      api: { url: target.urls.worker },
      arch: 'x86_64',
      workMs: 0,
      heartbeatMs: 15_000,
      log: { info() {}, warn() {} },
    })
  })
  afterAll(async () => {
    await workers.stop()
    await target.stop()
  })

  it(
    'answers whatever is sent to it as its document says, and never with a fault of its own',
    async () => {
      const ids: string[] = []
      const all = new Map<number, number>()
      for (const round of rounds(settings, 12)) addTo(all, await play(target, 'composer', round, ids))
      expectVariety(all, [200, 201, 400, 404])
    },
    timeout,
  )
})

describe('worker-api', () => {
  let target: Target
  let queue: JobQueue
  beforeAll(async () => {
    target = await startTarget(settings)
    queue = createJobQueue({ db: target.database.db })
  })
  afterAll(() => target.stop())

  const types = ['depsolve', 'osbuild:x86_64', 'search-packages', 'koji-init']
  const supply = () =>
    queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: types.map((type) => ({ ref: type, type, role: 'build' as const, args: '{}', dependsOn: [] })),
    })

  it(
    'answers whatever is sent to it as its document says, and never with a fault of its own',
    async () => {
      const ids: string[] = []
      const all = new Map<number, number>()
      for (const round of rounds(settings, 12)) {
        for (let graph = 0; graph < 3; graph += 1) await supply()
        addTo(all, await play(target, 'worker', round, ids))
      }
      expectVariety(all, [200, 201, 204, 400, 404])
    },
    timeout,
  )
})
