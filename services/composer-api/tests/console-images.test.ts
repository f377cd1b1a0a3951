import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer, type TestComposer } from './composer.js'
import { consoleClient } from './console-client.js'
import { buildResult, claimJob, finishJob, manifest, pipelineNames, reportResult } from './finish-job.js'
import { composeRequest } from './requests.js'

let composer: TestComposer
beforeAll(async () => {
  composer = await startComposer({ CONSOLE: 'full' })
})
afterAll(() => composer.stop())
afterEach(() => composer.clear())

const { send, ask, get } = consoleClient(() => composer)
const alice = { 'X-Forwarded-User': 'alice' }
const nobody = '00000000-0000-4000-8000-000000000000'

async function* bytes(text: string) {
  yield Buffer.from(text)
}

/** A finished compose; the id of its build. */
async function build(
  service: TestComposer,
  { content = '0123456789', result = buildResult(), sboms = {} } = {},
): Promise<string> {
  await service.post('/compose', composeRequest())
  await finishJob(service.queue, 'manifest-id-only', {
    data: manifest,
    error: '',
    info: { osbuild_composer_version: 'v150', pipeline_names: pipelineNames },
    sbom_docs: sboms,
  })
  const job = await claimJob(service.queue, 'osbuild:x86_64')
  await service.artifacts.stage(job.token, 'disk.qcow2', bytes(content))
  await reportResult(service.queue, job, JSON.stringify(result))
  await service.artifacts.publish(job.token, job.id)
  return job.id
}

describe('what is in an image', () => {
  it('is told by its packages, those of the build root left out', async () => {
    const id = await build(composer)
    expect((await get(`/jobs/${id}/packages`)).body.items).toStrictEqual([
      { name: 'bash', version: '1', release: '2', arch: 'x86_64' },
      { name: 'kernel', version: '1', release: '2', arch: 'x86_64' },
    ])
  })

  it('is told by its SBOMs, whose exact text comes as a file', async () => {
    const sboms = {
      build: { type: 'spdx', document: {} },
      os: { type: 'spdx', document: { name: '<b>\u001b[2J', size: 12 } },
    }
    const id = await build(composer, { sboms })
    expect((await get(`/jobs/${id}/sboms`)).body.items).toStrictEqual([
      { pipeline: 'build', bytes: 2 },
      { pipeline: 'os', bytes: JSON.stringify(sboms.os.document).length },
    ])
    const { headers, text } = await ask(`/jobs/${id}/sboms/os`)
    expect(text).toBe(JSON.stringify(sboms.os.document))
    expect(headers['content-disposition']).toBe(`attachment; filename=${id}-os.spdx.json`)
    expect((await get(`/jobs/${id}/sboms/other`)).status).toBe(404)
  })

  it('is nothing where the build told nothing', async () => {
    const id = await build(composer, { result: { success: true, target_results: [] } })
    expect((await get(`/jobs/${id}/packages`)).body.items).toEqual([])
    expect((await get(`/jobs/${id}/sboms`)).body.items).toEqual([])
    expect((await get(`/jobs/${id}/stages`)).body.items).toEqual([])
    expect((await ask(`/jobs/${id}/file`, alice)).status).toBe(404)
  })

  it.each(['packages', 'sboms', 'sboms/os', 'stages'])('is unknown of what is no build: %s', async (part) => {
    expect((await get(`/jobs/${nobody}/${part}`)).status).toBe(404)
  })
})

describe('the file of a build', () => {
  it('is sent, whole or in part, under a name of its own', async () => {
    const id = await build(composer)
    const { status, text, headers } = await ask(`/jobs/${id}/file`, alice)
    expect([status, text]).toEqual([200, '0123456789'])
    expect(headers['content-disposition']).toBe(`attachment; filename=${id}-disk.qcow2`)
    expect(await ask(`/jobs/${id}/file`, { ...alice, Range: 'bytes=2-4' })).toMatchObject({
      status: 206,
      text: '234',
    })
    expect((await ask(`/jobs/${id}/file`, { ...alice, Range: 'bytes=20-' })).status).toBe(416)
  })

  it('needs a name and the mode full: an image holds what is redacted elsewhere', async () => {
    const id = await build(composer)
    expect((await ask(`/jobs/${id}/file`)).status).toBe(403)
    const other = await startComposer()
    try {
      const there = await build(other)
      expect((await ask(`/jobs/${there}/file`, alice, other)).status).toBe(403)
      expect((await ask(`/jobs/${there}/packages`, {}, other)).status).toBe(200)
    } finally {
      await other.stop()
    }
  })

  it('is refused under a host name that is not known', async () => {
    const id = await build(composer)
    const headers = { ...alice, Host: 'rebound.example' }
    for (const part of ['file', 'sboms', 'sboms/os', 'packages', 'stages'])
      expect((await send(`/console/api/jobs/${id}/${part}`, { headers })).status).toBe(403)
  })
})

describe('the stages of a log', () => {
  it('lead to their lines in its text', async () => {
    const log = {
      build: [{ type: 'org.osbuild.rpm', output: 'a\nb\n' }, { type: 'org.osbuild.locale' }],
      os: [{ type: 'org.osbuild.users', output: '## os org.osbuild.fake\nno newline', success: false }],
    }
    const id = await build(composer, {
      result: buildResult([], { osbuild_output: { type: 'result', success: true, log } }),
    })
    const { items } = (await get(`/jobs/${id}/stages`)).body
    expect(items).toStrictEqual([
      { pipeline: 'build', stage: 'org.osbuild.rpm', failed: false, line: 1, lines: 3 },
      { pipeline: 'build', stage: 'org.osbuild.locale', failed: false, line: 4, lines: 1 },
      { pipeline: 'os', stage: 'org.osbuild.users', failed: true, line: 5, lines: 3 },
    ])
    const lines = (await ask(`/jobs/${id}/log`)).text.split('\n')
    expect(items.map(({ line }: { line: number }) => lines[line - 1])).toEqual([
      '## build org.osbuild.rpm',
      '## build org.osbuild.locale',
      '## os org.osbuild.users (failed)',
    ])
  })
})
