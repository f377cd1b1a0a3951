import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createQueueListener } from '@composer/jobqueue'
import type { ClaimedJob, QueueListener } from '@composer/jobqueue'
import { BASE, startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { failedResult, reportResult } from './finish-job.js'
import { repository } from './requests.js'

let composer: TestComposer
/** The same service with next to no patience. */
let hasty: TestComposer
let listener: QueueListener

beforeAll(async () => {
  composer = await startComposer()
  listener = createQueueListener({ connection: { connectionString: composer.database.url } })
  await listener.start()
  hasty = await startComposer({ DEPSOLVE_TIMEOUT_SECONDS: '1' })
})
afterAll(async () => {
  await listener.stop()
  await composer.stop()
  await hasty.stop()
})

const place = { distribution: 'centos-9', architecture: 'x86_64', repositories: [repository] }
const depsolve = { ...place, blueprint: { name: 'b', packages: [{ name: 'bash' }] } }
const search = { ...place, packages: ['bash*'] }

/** Takes the job of a request that is on its way, as soon as the queue tells of it. */
async function claim({ queue }: TestComposer, type: string): Promise<ClaimedJob> {
  for (;;) {
    const told = new Promise<void>((resolve) => {
      const unsubscribe = listener.onReady(() => {
        unsubscribe()
        resolve()
      })
    })
    const [job] = await queue.claim({ channel: '', types: [type], workers: [null] })
    if (job) return job
    await told
  }
}

const kinds = [
  {
    path: '/depsolve/blueprint',
    type: 'depsolve',
    title: 'Depsolve',
    body: depsolve,
    nothing: { transactions: { os: [[]] }, package_specs: { build: [{ name: 'gcc' }] }, repo_configs: {} },
    result: {
      transactions: {
        os: [[{ name: 'bash', epoch: 1, version: '5', release: '1', arch: 'x86_64', checksum: 'sha256:00' }]],
      },
      package_specs: {},
      repo_configs: {},
    },
    packages: [
      {
        type: 'rpm',
        name: 'bash',
        epoch: '1',
        version: '5',
        release: '1',
        arch: 'x86_64',
        checksum: 'sha256:00',
      },
    ],
  },
  {
    path: '/search/packages',
    type: 'search-packages',
    title: 'Search',
    body: search,
    nothing: { packages: [] },
    result: {
      packages: [{ Name: 'bash', Epoch: 0, Version: '5', Release: '1', Arch: 'x86_64', Summary: 'A shell' }],
    },
    packages: [{ name: 'bash', version: '5', release: '1', arch: 'x86_64', summary: 'A shell' }],
  },
]

describe.each(kinds)('POST $path', ({ path, type, title, body, result, packages, nothing }) => {
  it('answers with what the worker found', async () => {
    const answer = composer.post(path, body)
    await reportResult(composer.queue, await claim(composer, type), JSON.stringify(result))

    expect((await answer).status).toBe(200)
    expect((await answer).body).toStrictEqual({ packages })
  })

  it('answers an empty list when nothing was found', async () => {
    const answer = composer.post(path, body)
    await reportResult(composer.queue, await claim(composer, type), JSON.stringify(nothing))

    expect((await answer).body).toStrictEqual({ packages: [] })
  })

  it('answers 1002 with the words of the solver when the job failed', async () => {
    const answer = composer.post(path, body)
    const failed = failedResult(22, 'DNF error occurred: RepoError', 'cannot download repomd.xml')
    await reportResult(composer.queue, await claim(composer, type), JSON.stringify(failed))

    const { status, body: error } = await answer
    expect([status, error.id]).toStrictEqual([500, '1002'])
    expect(error.details).toBe('DNF error occurred: RepoError: cannot download repomd.xml')
  })

  it('answers 1002 when the job was cancelled', async () => {
    const answer = composer.post(path, body)
    const job = await claim(composer, type)
    await composer.queue.cancelGraph(job.id, '')

    const { status, body: error } = await answer
    expect([status, error.id]).toStrictEqual([500, '1002'])
    expect(error.details).toBe(`${title} job "${job.id}" was cancelled`)
  })

  it('answers 1002 and cancels the job when nobody takes it in time', async () => {
    const { status, body: error } = await hasty.post(path, body)

    expect([status, error.id]).toStrictEqual([500, '1002'])
    const [, id] = /^(?:Depsolve|Search) job "(.*)" timed out$/.exec(error.details as string) ?? []
    const graph = await hasty.queue.readGraph(id ?? '', '')
    expect(graph?.jobs.map(({ state }) => state)).toStrictEqual(['cancelled'])
  })

  it('cancels the job when the client is gone', async () => {
    const client = request(`${composer.publicUrl}${BASE}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
    })
    client.on('error', () => undefined)
    client.end(JSON.stringify(body))
    const job = await claim(composer, type)
    const ended = new Promise((resolve) => {
      listener.onFinished(resolve)
    })
    client.destroy()

    expect(await ended).toBe(job.id)
    expect((await composer.queue.lookup(job.token, '')).state).toBe('cancelled')
  })

  it('makes a job that is no compose', async () => {
    const answer = composer.post(path, body)
    const job = await claim(composer, type)
    const status = await composer.get(`/composes/${job.id}`)

    expect([status.status, status.body.id, status.body.details]).toStrictEqual([404, '26', ''])
    expect((await composer.get('/composes/')).body.total).toBe(0)
    await reportResult(composer.queue, job, JSON.stringify(result))
    await answer
  })
})
