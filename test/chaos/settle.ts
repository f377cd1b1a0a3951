import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { localRequest } from '../system/compose-requests.js'
import type { Arena } from './arena.js'
import type { BadWorkers } from './bad-workers.js'
import { tenants, type Caller } from './caller.js'
import { describeAnswer, type ClientLog } from './client-log.js'
import { readQueueMetrics, readWaitingPolls } from './read-metrics.js'
import { brokenRules } from './sql/broken-rules.js'
import { countJobs, countSessions } from './sql/count-jobs.js'
import { readResults } from './sql/read-results.js'

/** Within this time after the last fault every compose has ended: three leases, and the work itself. */
const settleMs = 90_000

/** Waits until everything has come to rest, and tells what has not. Workers still work. */
export async function untilAtRest({ databases }: Arena): Promise<string[]> {
  const deadline = performance.now() + settleMs
  let broken = await brokenRules(databases.look(), true)
  while (broken.length > 0 && performance.now() < deadline) {
    await pause(1000)
    broken = await brokenRules(databases.look(), true)
  }
  return broken
}

/** What clients were told has to be so: composes that were accepted are known and over, unless a lost primary took them. */
export async function checkComposes(arena: Arena, caller: Caller, log: ClientLog): Promise<string[]> {
  const broken: string[] = []
  const composers = arena.services.filter(({ name }) => name === 'composer-api')
  const { lost } = arena.databases
  await arena.databases.forgetReturned()
  for (const ids of log.repeated) {
    const live = ids.filter((id) => !lost.composes.has(id))
    if (live.length > 1) broken.push(`one idempotency key was answered ${live.join(' and ')}`)
  }
  for (const { id, answer } of log.wrongFiles)
    if (!lost.composes.has(id)) broken.push(`the file of compose ${id} is not what was uploaded: ${answer}`)
  const one = composers[0]
  if (!one) throw new Error('There is no composer-api')
  for (const { id, tenant, deleted, key, body } of log.accepted) {
    const answer = await caller(one, 'GET', `/composes/${id}`, { tenant, direct: true })
    if (lost.composes.has(id)) {
      if (answer?.status !== 404)
        broken.push(`compose ${id} was lost and is answered ${describeAnswer(answer)}`)
      continue
    }
    if (answer?.status === 404 && deleted) continue
    if (answer?.status !== 200)
      broken.push(`compose ${id} was accepted and is answered ${describeAnswer(answer)}`)
    else if (answer.body.status === 'pending') broken.push(`compose ${id} has not ended`)
    if (deleted || log.accepted.length > 200) continue
    const again = await caller(composers.at(-1) ?? one, 'POST', '/compose', {
      tenant,
      direct: true,
      body,
      headers: { 'Idempotency-Key': key },
    })
    if (again?.body?.id !== id) broken.push(`the key of compose ${id} is answered ${describeAnswer(again)}`)
  }
  for (const { id, compose } of log.clones) {
    if (compose.deleted || lost.composes.size > 0) continue
    const answer = await caller(one, 'GET', `/clones/${id}`, { tenant: compose.tenant, direct: true })
    if (answer?.status !== 200 || answer.body.status === 'pending')
      broken.push(`clone ${id} is answered ${describeAnswer(answer)}`)
  }
  return broken
}

/** A result that was answered 200 is the one that the job has, byte for byte, and no job took two. */
export async function checkResults({ databases }: Arena, { taken }: BadWorkers): Promise<string[]> {
  const kept = taken.filter(({ token }) => !databases.lost.results.has(token))
  const stored = await readResults(
    databases.look(),
    kept.map(({ jobId }) => jobId),
  )
  const byId = new Map(stored.map((row) => [row.id, row]))
  const broken: string[] = []
  for (const { jobId, token, text } of kept) {
    const row = byId.get(jobId)
    // Its compose was deleted meanwhile.
    if (!row) continue
    if (row.token !== token) broken.push(`job ${jobId} took a result and was given to somebody else`)
    else if (row.result !== text) broken.push(`the result of job ${jobId} is not the one that was taken`)
  }
  return broken
}

/** Without workers: nobody waits, and what is queued is what the metrics of each instance say. */
export async function checkMetrics(arena: Arena, caller: Caller): Promise<string[]> {
  const broken: string[] = []
  const composer = arena.services.find(({ name }) => name === 'composer-api')
  if (!composer) throw new Error('There is no composer-api')
  const posted: { tenant: string; id: string }[] = []
  for (const tenant of tenants) {
    const body = localRequest(`host-${tenant}`)
    const answer = await caller(composer, 'POST', '/compose', { tenant, direct: true, body })
    posted.push({ tenant, id: String(answer?.body?.id) })
  }
  const wanted = await countJobs(arena.databases.look())
  for (const { id, name, internalPort } of arena.services) {
    if (name !== 'worker-api') continue
    const read = async () => (await fetch(`http://127.0.0.1:${internalPort}/metrics`)).text()
    const agrees = async () => isDeepStrictEqual(readQueueMetrics(await read()), wanted)
    // They may be five seconds old; polls of workers that left end within five as well.
    const deadline = performance.now() + 15_000
    while (!(await agrees()) && performance.now() < deadline) await pause(500)
    if (!(await agrees()))
      broken.push(
        `the metrics of ${id} say ${JSON.stringify(readQueueMetrics(await read()))}, the database ${JSON.stringify(wanted)}`,
      )
    while (readWaitingPolls(await read()) !== 0 && performance.now() < deadline) await pause(500)
    if (readWaitingPolls(await read()) !== 0) broken.push(`requests for jobs still wait on ${id}`)
  }
  for (const { tenant, id } of posted)
    await caller(composer, 'DELETE', `/composes/${id}`, { tenant, direct: true })
  return broken
}

/**
 * Ends the services in order: nothing of them may be left. One upload for a hundred requeues may be: whoever ended the
 * attempt learns of it with an answer of the database, which a fault may take away; maintenance removes it.
 */
export async function checkEnd(arena: Arena, requeues: number): Promise<string[]> {
  const broken = await arena.stopServices()
  const deadline = performance.now() + 5000
  const db = arena.databases.look()
  while ((await countSessions(db)) > 0 && performance.now() < deadline) await pause(100)
  const sessions = await countSessions(db)
  if (sessions > 0) broken.push(`${sessions} sessions of the database are left`)
  // What an attempt uploaded that only a lost primary knew stays for maintenance.
  const { attempts, results } = arena.databases.lost
  const leftovers = (await arena.artifacts.leftovers()).filter(
    (one) => !attempts.has(one) && !results.has(one),
  )
  if (leftovers.length > requeues / 100)
    broken.push(
      `${leftovers.length} uploads are left that belong to nothing: ${leftovers.slice(0, 5).join(', ')}`,
    )
  return broken
}
