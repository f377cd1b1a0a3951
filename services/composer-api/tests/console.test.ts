import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { expectDocumented } from '@composer/testkit'
import { startComposer, type TestComposer } from './composer.js'
import { consoleClient, type Parsed } from './console-client.js'
import { composeRequest } from './requests.js'

let composer: TestComposer
beforeAll(async () => {
  composer = await startComposer({ CONSOLE: 'full', MANIFESTS: 'workers' })
})
afterAll(() => composer.stop())
beforeEach(() => composer.clear())

const { send, get } = consoleClient(() => composer)

const origin = () => new URL(composer.internalUrl).origin
const operator = () => ({
  'Content-Type': 'application/json',
  'X-Console-Action': '1',
  'X-Forwarded-User': 'alice',
  Origin: origin(),
})

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = operator(),
): Promise<Parsed> {
  const answer = await send(`/console/api${path}`, { method: 'POST', headers, body })
  expectDocumented('console', 'POST', path, answer)
  return { ...answer, body: JSON.parse(answer.text) }
}

const makeCompose = async (): Promise<string> => (await composer.post('/compose', composeRequest())).body.id
const nobody = '00000000-0000-4000-8000-000000000000'

describe('questions', () => {
  it('tell of a compose in every document', async () => {
    const id = await makeCompose()
    expect((await get('/composes')).body.composes).toMatchObject([{ id, state: 'waiting', kind: 'image' }])
    const { body: compose } = await get(`/composes/${id}`)
    expect(compose.jobList.map((job: { role: string }) => job.role)).toEqual(['manifest', 'build'])
    const [manifest] = compose.jobList
    expect((await get(`/jobs/${manifest.id}`)).body).toMatchObject({
      composeId: id,
      attempts: [],
      resultBytes: null,
    })
    expect((await get(`/jobs/${manifest.id}/args`)).body.Args.ImageType).toBeDefined()
    expect((await get('/now')).body.lanes).toMatchObject([
      { type: 'image-builder-manifest', ready: 1, paused: false },
      { type: 'osbuild:x86_64', waiting: 1 },
    ])
    for (const path of [
      '/trends',
      '/trends?span=day',
      '/workers',
      '/audit',
      '/session',
      '/documents/worker.v1',
    ])
      expect((await get(path)).status).toBe(200)
  })

  it('stream results and logs of a build', async () => {
    const id = await makeCompose()
    const { jobList } = (await get(`/composes/${id}`)).body
    const result = {
      success: true,
      osbuild_output: {
        success: true,
        log: { build: [{ type: 'org.osbuild.rpm', output: 'line 1\nline 2' }] },
      },
    }
    for (const type of ['image-builder-manifest', 'osbuild:x86_64']) {
      const [job] = await composer.queue.claim({ channel: '', types: [type], workers: [null] })
      await composer.queue.finish({
        token: job?.token ?? '',
        channel: '',
        result: JSON.stringify(result),
        outcome: {},
        failed: false,
      })
    }
    const build = jobList[1].id
    expect((await get(`/jobs/${build}/result`)).body).toEqual(result)
    const log = await send(`/console/api/jobs/${build}/log`)
    expect(log.headers['content-type']).toContain('text/plain')
    expect(log.text).toBe('## build org.osbuild.rpm\nline 1\nline 2\n')
  })

  it.each([
    ['/composes?limit=0', 'limit:'],
    ['/composes?limit=1000', 'limit:'],
    ['/composes?state=odd', 'state:'],
    ['/composes?from=yesterday', 'from:'],
    ['/composes?id=zz', 'id:'],
    ['/composes?cursor=AAAA', 'cursor:'],
    ['/trends?span=year', 'span:'],
    ['/audit?compose=1', 'compose:'],
    ['/audit?before=x', 'before:'],
  ])('name the member that cannot be: %s', async (path, member) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { details: expect.stringContaining(member) } })
  })

  it.each([
    `/composes/${nobody}`,
    `/jobs/${nobody}`,
    `/jobs/${nobody}/args`,
    '/jobs/x/result',
    '/documents/none',
  ])('know what is not there: %s', async (path) => expect((await get(path)).status).toBe(404))
})

describe('actions', () => {
  it('need a name, a header of our own and an origin', async () => {
    const id = await makeCompose()
    const { lanes } = (await get('/now')).body
    expect(lanes).not.toEqual([])
    const without = (name: string) =>
      Object.fromEntries(Object.entries(operator()).filter(([key]) => key !== name))
    for (const headers of [
      without('X-Console-Action'),
      without('X-Forwarded-User'),
      without('Origin'),
      { ...operator(), Origin: 'http://evil.example' },
      { ...operator(), Origin: 'null' },
    ])
      expect((await post(`/composes/${id}/cancel`, { reason: 'x' }, headers)).status).toBe(403)
    expect((await get('/audit')).body.items).toEqual([])
    expect((await get('/now')).body.lanes).toHaveLength(lanes.length)
  })

  it('are done once, and stand in the audit log with who and why', async () => {
    const id = await makeCompose()
    const jobs = (await get(`/composes/${id}`)).body.jobList.length
    expect((await post(`/composes/${id}/cancel`, { reason: 'stuck' })).body).toEqual({ cancelled: jobs })
    expect((await post(`/composes/${id}/cancel`, { reason: 'stuck' })).body).toEqual({ cancelled: 0 })
    expect((await get(`/audit?compose=${id}`)).body.items).toMatchObject([
      { actor: 'alice', action: 'cancel', answer: 'nothing-to-do' },
      { actor: 'alice', reason: 'stuck', answer: 'done' },
    ])
    expect((await post(`/composes/${id}/retry`, { reason: 'again' })).body).toMatchObject({
      answer: 'erased',
    })
    expect((await post(`/composes/${nobody}/retry`, { reason: 'again' })).status).toBe(404)
    expect((await post(`/jobs/${nobody}/requeue`, { reason: 'again' })).status).toBe(404)
  })

  it('pause and resume lanes', async () => {
    const lane = { type: 'osbuild', reason: 'host on fire' }
    expect((await post('/pauses', lane)).body).toEqual({ changed: true })
    expect((await post('/pauses', lane)).body).toEqual({ changed: false })
    expect((await get('/now')).body.pauses).toMatchObject([
      { channel: null, type: 'osbuild', pausedBy: 'alice' },
    ])
    expect((await post('/pauses/end', lane)).body).toEqual({ changed: true })
    expect(await post('/pauses', { type: 'osbuid', reason: 'x' })).toMatchObject({
      status: 400,
      body: { details: "type: there is no job type 'osbuid'" },
    })
    expect((await post('/pauses', { type: 'osbuild' })).status).toBe(400)
  })
})

describe('who may come', () => {
  it('only names that the settings know may stand in Host: no page of the web leads a browser here', async () => {
    for (const path of ['/console/api/now', '/console/', '/console/api/session'])
      expect((await send(path, { headers: { Host: 'rebound.example:8008' } })).status).toBe(403)
    expect((await send('/console/api/now', { headers: { Host: 'localhost:1' } })).status).toBe(200)
    expect((await send('/console/api/now', { headers: { Host: '[::1]:8008' } })).status).toBe(200)
  })

  it('is never found on the public port', async () => {
    const { status } = await fetch(`${composer.publicUrl}/console/api/now`)
    expect(status).toBe(404)
  })
})

describe('the modes', () => {
  it('read-only, the default, refuses every action', async () => {
    const other = await startComposer()
    try {
      const headers = { ...operator(), Origin: new URL(other.internalUrl).origin }
      const answer = await send(
        '/console/api/pauses',
        { method: 'POST', headers, body: { reason: 'x' } },
        other,
      )
      expect(answer.status).toBe(403)
      expect(JSON.parse((await send('/console/api/session', {}, other)).text)).toMatchObject({
        mode: 'read-only',
      })
    } finally {
      await other.stop()
    }
  })

  it('off leaves nothing there', async () => {
    const other = await startComposer({ CONSOLE: 'off' })
    try {
      expect((await send('/console/api/now', {}, other)).status).toBe(404)
      expect((await send('/console/', {}, other)).status).toBe(404)
    } finally {
      await other.stop()
    }
  })
})
