import { createJobQueue } from '@composer/jobqueue'
import { startBareServer, type BareServer } from '../bare-server.js'
import { composerTargets, load } from '../composer-load.js'
import type { BenchDatabase } from '../database.js'
import { median } from '../measure.js'
import { connect } from '../queue/ours.js'
import { startService } from '../service-process.js'
import { roundTrips } from '../worker-load.js'

/** Odd, so that there is a middle one. */
const rounds = 5
const requests = { bare: 8000, service: 1500 }
const jobRounds = 3
const starts = 3

type Ratios = Map<string, number[]>

/** Each ratio as often as it was measured; more is better. */
export async function measureRatios(database: BenchDatabase): Promise<Ratios> {
  const bare = await startBareServer()
  try {
    const ratios: Ratios = new Map()
    const note = (name: string, value: number) => void ratios.set(name, [...(ratios.get(name) ?? []), value])
    const { answer, constant } = await measureRequests(database, bare, note)
    await measureStarts(database, answer, note)
    for (let round = 0; round < jobRounds; round += 1) {
      const { cpu } = await roundTrips(database, 1, 1)
      note('claim and report: constant / job', constant / cpu.services)
    }
    return ratios
  } finally {
    await bare.stop()
  }
}

type Note = (name: string, value: number) => void

/** @returns CPU milliseconds of an answer of the bare server, and of a constant one of composer-api */
async function measureRequests(
  database: BenchDatabase,
  bare: BareServer,
  note: Note,
): Promise<{ answer: number; constant: number }> {
  const url = await database.createMigrated('gate')
  const db = connect(url, 2)
  const service = await startService('composer-api', { DATABASE_URL: url })
  try {
    const [constant, status, post] = await composerTargets(service, createJobQueue({ db }), [1024])
    if (!status || !post) throw new Error('There is nothing to measure')
    const floor = { name: 'bare', url: bare.url, pid: bare.pid }
    const seen: { answer: number; constant: number }[] = []
    // The first round is there for V8 to compile what is hot.
    for (let round = 0; round <= rounds; round += 1) {
      const answer = await load(floor, { amount: requests.bare })
      const [first, second, third] = [
        await load(constant, { amount: requests.service }),
        await load(status, { amount: requests.service }),
        await load(post, { amount: requests.service }),
      ]
      if (round === 0) continue
      seen.push({ answer: answer.cpu, constant: first.cpu })
      note('constant answer: bare server / service', answer.cpu / first.cpu)
      note('GET status: constant / status', first.cpu / second.cpu)
      note('POST /compose: constant / post', first.cpu / third.cpu)
    }
    return {
      answer: median(seen.map((one) => one.answer)),
      constant: median(seen.map((one) => one.constant)),
    }
  } finally {
    await service.stop()
    await db.destroy()
  }
}

async function measureStarts(database: BenchDatabase, answer: number, note: Note): Promise<void> {
  const url = await database.createMigrated('gate')
  const db = connect(url, 1)
  await db.destroy()
  const node = await startBareServer()
  const least = await node.memory()
  await node.stop()
  for (let round = 0; round < starts; round += 1) {
    for (const name of ['composer-api', 'worker-api'] as const) {
      const service = await startService(name, { DATABASE_URL: url })
      note(`start of ${name}: 10,000 bare answers / start`, (answer * 10) / service.start.cpu)
      note(`memory of ${name} at rest: bare server / service`, least / (await service.memory()).now)
      await service.stop()
    }
  }
}
