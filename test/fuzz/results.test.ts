import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { isJobTypeName, jobTypes, wireType } from '@composer/contracts'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { arbitraryOfJsonSchema, hostileValue, mutated } from '@composer/testkit'
import fc, { type Arbitrary } from 'fast-check'
import { awsTarget, buildResult, localTarget, manifestResult } from '../system/build-results.js'
import {
  awsRequest,
  depsolveRequest,
  kojiRequest,
  localRequest,
  searchRequest,
} from '../system/compose-requests.js'
import { fuzzSettings, rounds, tell } from './settings.js'
import { startTarget, type FuzzAnswer, type Target } from './target.js'

const settings = fuzzSettings(process.env)
const timeout = ((settings.minutes ?? 0) + 5) * 60_000

let target: Target
let queue: JobQueue
beforeAll(async () => {
  target = await startTarget(settings)
  queue = createJobQueue({ db: target.database.db })
})
afterAll(() => target.stop())

const containers = (mark: string) => ({
  ...localRequest(mark),
  blueprint: { name: 'b', containers: [{ source: 'quay.io/x/y:z' }] },
  customizations: undefined,
})

/** What is asked for, how many jobs that takes, and what a build of it uploads. */
const kinds = {
  local: { path: '/compose', jobs: 2, request: localRequest, upload: () => localTarget('disk.qcow2') },
  aws: { path: '/compose', jobs: 2, request: awsRequest, upload: () => awsTarget('ami-1') },
  koji: {
    path: '/compose',
    jobs: 4,
    request: kojiRequest,
    upload: () => ({ name: 'org.osbuild.koji', options: null }),
  },
  containers: { path: '/compose', jobs: 3, request: containers, upload: () => localTarget('disk.qcow2') },
  depsolve: { path: '/depsolve/blueprint', jobs: 1, request: () => depsolveRequest, upload: () => undefined },
  search: { path: '/search/packages', jobs: 1, request: () => searchRequest, upload: () => undefined },
} as const
type Kind = keyof typeof kinds

/** Results that let a graph go on, so that the jobs behind them get their turn. */
function rightResult(type: string, kind: Kind): unknown {
  const solved = {
    name: 'nginx',
    epoch: 0,
    version: '1',
    release: '2',
    arch: 'x86_64',
    checksum: 'sha256:ab',
  }
  switch (type) {
    case 'osbuild':
      return buildResult(kinds[kind].upload() ?? {}, 'fuzz')
    case 'image-builder-manifest':
    case 'bootc-manifest':
    case 'manifest-id-only':
      return manifestResult('fuzz')
    case 'depsolve':
      return {
        transactions: { os: [[solved], []], build: null },
        sbom_docs: { os: { type: 'spdx', document: {} } },
      }
    case 'search-packages':
      return { packages: [{ Name: 'nginx', Epoch: 1, Version: '1', BuildTime: '2026-01-01T00:00:00Z' }] }
    case 'koji-init':
      return { build_id: 7, token: 't', koji_error: '' }
    case 'koji-finalize':
      return { koji_error: '' }
    case 'container-resolve':
      return { specs: [{ source: 'a', name: 'a', image_id: 'sha256:a', digest: 'sha256:b' }] }
    case 'aws-ec2-copy':
    case 'aws-ec2-share':
      return { ami: 'ami-2', region: 'us-east-1' }
    default:
      return {}
  }
}

/** Wrong in one place, or anything that fits the schema, or anything at all. */
function wrongResult(type: string, kind: Kind): Arbitrary<unknown> {
  const fitting = isJobTypeName(type) ? arbitraryOfJsonSchema(jobTypes[type].resultSchema) : fc.constant({})
  return fc.oneof(
    { weight: 6, arbitrary: mutated(fc.constant(rightResult(type, kind))) },
    { weight: 2, arbitrary: fitting },
    { weight: 2, arbitrary: mutated(fitting) },
    { weight: 1, arbitrary: hostileValue },
  )
}

const json = { 'Content-Type': 'application/json' }
const post = (path: string, body: unknown, known?: readonly string[]) =>
  target.send('composer', { method: 'POST', path, headers: json, body: JSON.stringify(body) }, known)

/** Ends the graph's jobs one after the other; the one whose turn is `wrongAt` with a result that is wrong. */
async function work(kind: Kind, wrongAt: number, seed: number): Promise<string[]> {
  const ended: string[] = []
  for (;;) {
    const key = (await queue.readyKeys())[0]
    if (!key) return ended
    const [job] = await queue.claim({ channel: key.channel, types: [key.type], workers: [null] })
    if (!job) continue
    const type = wireType(job.type)
    const [wrong] = fc.sample(wrongResult(type, kind), { seed, numRuns: 1 })
    const result = ended.length === wrongAt ? wrong : rightResult(type, kind)
    const { status } = await target.send('worker', {
      method: 'PATCH',
      path: `/jobs/${job.token}`,
      headers: json,
      body: JSON.stringify({ result }),
    })
    expect(status).toBe(200)
    ended.push(type)
  }
}

/** Every document of a compose. @returns the status's own */
async function readAll(id: string): Promise<FuzzAnswer> {
  const get = (path: string, known: string[] = []) =>
    target.send('composer', { method: 'GET', path, headers: {} }, known)
  const status = await get(`/composes/${id}`)
  for (const [path, ...known] of [
    ['logs'],
    ['metadata', '1012'],
    ['manifests'],
    ['sboms'],
    ['download', '1006'],
  ] as const)
    await get(`/composes/${id}/${path}`, [...known])
  await get('/composes/?size=5')
  return status
}

/** Resolves when a job of an open request is there to be taken. */
async function untilReady(): Promise<void> {
  while ((await queue.readyKeys()).length === 0) await new Promise((resolve) => setImmediate(resolve))
}

async function play(kind: Kind, wrongAt: number, seed: number): Promise<string> {
  const { path, request } = kinds[kind]
  if (kind === 'depsolve' || kind === 'search') {
    const answer = post(path, request('fuzz'), ['1002'])
    answer.catch(() => undefined)
    await untilReady()
    await work(kind, wrongAt, seed)
    return `${kind} ${(await answer).status}`
  }
  const { status, body } = await post(path, request('fuzz'))
  expect(status).toBe(201)
  const id = String(body?.['id'])
  await work(kind, wrongAt, seed)
  const compose = await readAll(id)
  if (kind === 'aws') {
    const clone = await post(`/composes/${id}/clone`, { region: 'us-east-1' }, ['1006', '1012'])
    await work(kind, wrongAt % 2, seed + 1)
    const cloneId = String(clone.body?.['id'])
    if (clone.status === 201 && cloneId !== id)
      await target.send('composer', { method: 'GET', path: `/clones/${cloneId}`, headers: {} })
  }
  await target.send('composer', { method: 'DELETE', path: `/composes/${id}`, headers: {} })
  return `${kind} ${String(compose.body?.['status'])}`
}

describe('Whatever a worker reports', () => {
  it(
    'every document of the compose can be read, as the API’s document says',
    async () => {
      const names = Object.keys(kinds) as Kind[]
      const ends = new Map<string, number>()
      for (const round of rounds(settings, 120)) {
        const kind = names[round % names.length] ?? 'local'
        try {
          const wrongAt = Math.floor(round / names.length) % kinds[kind].jobs
          const end = await play(kind, wrongAt, settings.seed + round)
          ends.set(end, (ends.get(end) ?? 0) + 1)
        } catch (error) {
          const place = `FUZZ_SEED=${settings.seed}, round ${round} (${kind})`
          throw new Error(`${place}: ${(error as Error).message}`, { cause: error })
        }
        if (round % 50 === 0) await target.checkAlive()
      }
      await target.checkAlive()
      tell(`FUZZ_SEED=${settings.seed}: ${JSON.stringify(Object.fromEntries(ends))}`)
      for (const end of ['success', 'failure', '200'])
        expect([...ends.keys()].some((key) => key.endsWith(end))).toBe(true)
    },
    timeout,
  )
})
