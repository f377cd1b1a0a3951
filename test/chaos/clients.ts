import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { demoArtifact } from '@composer/dev-stack'
import {
  awsRequest,
  depsolveRequest,
  kojiRequest,
  localRequest,
  searchRequest,
} from '../system/compose-requests.js'
import type { Answer } from '../system/call.js'
import type { Arena } from './arena.js'
import { isFailure, tenants, type Call, type Caller } from './caller.js'
import { count, createClientLog, describeAnswer, type Accepted, type ClientLog } from './client-log.js'
import type { Random } from './random.js'

const requests = {
  local: localRequest,
  aws: awsRequest,
  koji: kojiRequest,
  container: (mark: string) => ({
    ...localRequest(mark),
    customizations: { hostname: mark, containers: [{ source: 'registry.example.com/app:1' }] },
  }),
}
type Kind = keyof typeof requests
const kinds = Object.keys(requests) as Kind[]
/** What a demo worker uploads. */
const artifactBytes = 1024 * 1024
/** Composes of a tenant that are under way at a time. */
const mostUnfinished = 12

export interface Clients {
  log: ClientLog
  stop(): Promise<void>
}

/** Clients of three tenants: they post, look, download, clone, delete and leave, and repeat what failed with the same key. */
export function startClients(arena: Arena, caller: Caller, random: Random, now: () => number): Clients {
  const log = createClientLog()
  const stopping = new AbortController()
  const composers = arena.services.filter(({ name }) => name === 'composer-api')
  const own = (tenant: string) => log.accepted.filter((one) => one.tenant === tenant && !one.deleted)

  async function ask(method: string, path: string, options: Call): Promise<Answer | undefined> {
    const answer = await caller(random.pick(composers), method, path, {
      direct: random.below(2) === 0,
      ...options,
    })
    if (isFailure(answer)) log.errors.push(now())
    else log.answered += 1
    return answer
  }

  async function post(tenant: string): Promise<void> {
    const kind = random.pick(kinds)
    const body = requests[kind](`host-${tenant}`)
    const key = randomUUID()
    const headers = { 'Idempotency-Key': key }
    const ids = new Set<string>()
    let wanted = random.below(4) === 0 ? 2 : 1
    while (wanted > 0) {
      const answer = await ask('POST', '/compose', { tenant, body, headers })
      if (answer?.status === 201) {
        ids.add(String(answer.body.id))
        wanted -= 1
      } else if (answer && answer.status < 500 && answer.status !== 401) {
        log.violations.push(`a right request was answered ${describeAnswer(answer)}`)
        return
      } else if (stopping.signal.aborted && ids.size === 0) {
        return
      } else await pause(200)
    }
    if (ids.size > 1) log.repeated.push([...ids])
    for (const id of ids) log.accepted.push({ id, tenant, kind, key, body, deleted: false })
  }

  async function lookAgain(tenant: string): Promise<void> {
    const mine = own(tenant)
    if (mine.length === 0) return
    const compose = random.pick(mine.slice(-20))
    const answer = await ask('GET', `/composes/${compose.id}`, { tenant })
    if (answer?.status !== 200 || answer.body.status !== 'success') return
    if (compose.kind === 'local' || compose.kind === 'container') await download(compose)
    else if (compose.kind === 'aws' && random.below(2) === 0) await clone(compose)
    if (random.below(3) === 0) await remove(compose)
  }

  async function download(compose: Accepted): Promise<void> {
    const { id, tenant } = compose
    const answer = await ask('GET', `/composes/${id}/download`, { tenant })
    if (!answer || answer.status >= 500 || answer.status === 401 || compose.deleted) return
    let { bytes, status } = answer
    const { location } = answer.headers
    if (location !== undefined) {
      const file = await fetch(location, { signal: AbortSignal.timeout(15_000) }).catch(() => undefined)
      if (!file || file.status >= 500) return
      status = file.status
      const content = await file.arrayBuffer().catch(() => undefined)
      if (!content) return
      bytes = Buffer.from(content)
    }
    if (compose.deleted || arena.databases.lost.composes.has(id)) return
    log.downloads += 1
    const wanted: Buffer[] = []
    for await (const chunk of demoArtifact(id, artifactBytes).chunks()) wanted.push(chunk)
    if (status !== 200 || !bytes.equals(Buffer.concat(wanted)))
      log.wrongFiles.push({ id, answer: `${status}, ${bytes.length} bytes` })
  }

  async function clone(compose: Accepted): Promise<void> {
    const { id, tenant } = compose
    const body = { region: random.pick(['eu-west-1', 'us-east-1']) }
    const answer = await ask('POST', `/composes/${id}/clone`, { tenant, body })
    if (answer?.status === 201) log.clones.push({ id: String(answer.body.id), compose })
  }

  async function remove(compose: Accepted): Promise<void> {
    // Without an answer it may be gone or not: both are right.
    compose.deleted = true
    await ask('DELETE', `/composes/${compose.id}`, { tenant: compose.tenant })
  }

  /** Whether workers keep up: a machine that is busy with other things has slow ones. */
  async function hasRoom(tenant: string): Promise<boolean> {
    const one = own(tenant).at(-mostUnfinished)
    if (!one || arena.databases.lost.composes.has(one.id)) return true
    const answer = await ask('GET', `/composes/${one.id}`, { tenant })
    return answer?.status !== 200 || answer.body.status !== 'pending'
  }

  async function visit(tenant: string): Promise<void> {
    while (!stopping.signal.aborted) {
      if (await hasRoom(tenant)) await post(tenant)
      await lookAgain(tenant)
      if (random.below(20) === 0) {
        const [path, body] = random.pick([
          ['/depsolve/blueprint', depsolveRequest],
          ['/search/packages', searchRequest],
        ] as const)
        const answer = await caller(random.pick(composers), 'POST', path, { tenant, body })
        count(log.awaited, String(answer?.status ?? 'no answer'))
      }
      // A client that leaves in the middle.
      if (random.below(10) === 0)
        await caller(random.pick(composers), 'GET', '/composes/', { tenant, signal: AbortSignal.timeout(1) })
      await pause(200 + random.below(500))
    }
  }

  const visits = tenants.flatMap((tenant) => [visit(tenant), visit(tenant)])
  return {
    log,
    async stop() {
      stopping.abort()
      await Promise.all(visits)
    },
  }
}
