import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, finishJob, localTarget, reportResult } from './finish-job.js'
import { composeRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterAll(() => composer.stop())

async function* bytes(text: string) {
  yield Buffer.from(text)
}

/** A finished compose whose worker uploaded a file of this content, if any. */
async function build({ content, targets = [localTarget] }: { content?: string; targets?: object[] } = {}) {
  const { body } = await composer.post('/compose', composeRequest())
  await finishJob(composer.queue, 'manifest-id-only')
  const job = await claimJob(composer.queue, 'osbuild:x86_64')
  if (content !== undefined) await composer.artifacts.stage(job.token, 'disk.qcow2', bytes(content))
  await reportResult(composer.queue, job, JSON.stringify(buildResult(targets)))
  await composer.artifacts.publish(job.token, job.id)
  return body.id as string
}

const download = (id: string, headers?: Record<string, string>, method = 'GET') =>
  composer.call(method, `/composes/${id}/download`, headers && { headers })

describe('the download of an artifact', () => {
  let id: string
  beforeAll(async () => {
    id = await build({ content: '0123456789' })
  })

  it('is the whole file as an attachment', async () => {
    const { status, headers, text } = await download(id)

    expect([status, text]).toStrictEqual([200, '0123456789'])
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-length': '10',
      'content-disposition': `attachment; filename=${id}-disk.qcow2`,
      'accept-ranges': 'bytes',
    })
  })

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('is the part that %s names', async (range, part, contentRange) => {
    const { status, headers, text } = await download(id, { Range: range })

    expect([status, text, headers.get('content-range')]).toStrictEqual([206, part, contentRange])
  })

  it('is refused with 416 for a range behind the end', async () => {
    const { status, headers } = await download(id, { Range: 'bytes=10-' })

    expect([status, headers.get('content-range')]).toStrictEqual([416, 'bytes */10'])
  })

  it('is whole for a range that holds only if the file is of another version', async () => {
    expect((await download(id, { Range: 'bytes=2-4', 'If-Range': '"an etag"' })).text).toBe('0123456789')
  })

  it('tells its length to HEAD without a body', async () => {
    const { status, headers, text } = await download(id, undefined, 'HEAD')

    expect([status, headers.get('content-length'), text]).toStrictEqual([200, '10', ''])
  })

  it('works for an empty file', async () => {
    const { status, text } = await download(await build({ content: '' }))

    expect([status, text]).toStrictEqual([200, ''])
  })
})

describe('the download of nothing', () => {
  afterEach(() => composer.clear())

  it('answers 1022 before the finish', async () => {
    const { body } = await composer.post('/compose', composeRequest())
    const answer = await download(body.id as string)

    expect([answer.status, answer.body.id]).toStrictEqual([400, '1022'])
    const graph = await composer.queue.readGraph(body.id as string, '')
    const build = graph?.jobs.find(({ role }) => role === 'build')
    expect(answer.body.details).toBe(`Cannot access artifacts before job is finished: ${build?.id}`)
  })

  it.each<[string, Parameters<typeof build>[0]]>([
    ['the file is gone', {}],
    [
      'the target left no file',
      { targets: [{ name: 'org.osbuild.aws', options: { ami: 'a', region: 'r' } }] },
    ],
    [
      'the worker reported a name that leads elsewhere',
      {
        targets: [
          { ...localTarget, osbuild_artifact: { export_filename: '../../secret', export_name: 'x' } },
        ],
      },
    ],
  ])('answers 1022 when %s', async (_, options) => {
    const { status, body } = await download(await build(options))

    expect([status, body.id]).toStrictEqual([400, '1022'])
    expect(body.details).not.toBe('')
  })

  it.each([0, 2])('answers 1006 for %i uploads', async (count) => {
    const targets = Array.from({ length: count }, () => localTarget)
    const { status, body } = await download(await build({ targets }))

    expect([status, body.id]).toStrictEqual([500, '1006'])
  })
})
