import { randomUUID } from 'node:crypto'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parseByteRange } from '../src/index.js'
import { chunksOf, contentsOf, startFileStore } from './stores.js'

describe('artifacts in a folder', () => {
  let running: Awaited<ReturnType<typeof startFileStore>>
  const jobId = randomUUID()
  beforeAll(async () => {
    running = await startFileStore()
    const token = randomUUID()
    await running.store.stage(token, 'digits', chunksOf('0123456789'))
    await running.store.stage(token, 'empty', chunksOf())
    await running.store.publish(token, jobId)
  })
  afterAll(() => running.close())

  it.each([
    [undefined, '0123456789', 0, 9],
    ['bytes=0-', '0123456789', 0, 9],
    ['bytes=2-4', '234', 2, 4],
    ['bytes=9-9', '9', 9, 9],
    ['bytes=7-100', '789', 7, 9],
    ['bytes=-3', '789', 7, 9],
    ['bytes=-100', '0123456789', 0, 9],
    ['bytes=4-2', '0123456789', 0, 9],
    ['bytes=0-1,3-4', '0123456789', 0, 9],
    ['lines=1-2', '0123456789', 0, 9],
  ])('answers the range %s with %s', async (header, text, start, end) => {
    const opened = await running.store.open(jobId, 'digits', parseByteRange(header))

    expect(opened).toMatchObject({ kind: 'file', size: text.length, start, end, total: 10 })
    expect((await contentsOf(opened))?.toString()).toBe(text)
  })

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('calls the range %s unsatisfiable', async (header) => {
    expect(await running.store.open(jobId, 'digits', parseByteRange(header))).toEqual({
      kind: 'unsatisfiable',
      total: 10,
    })
  })

  it('opens an empty file as a whole and satisfies no range of it', async () => {
    const opened = await running.store.open(jobId, 'empty')
    const part = await running.store.open(jobId, 'empty', { start: 0 })

    expect(opened).toMatchObject({ kind: 'file', size: 0, start: 0, end: -1, total: 0 })
    expect((await contentsOf(opened))?.toString()).toBe('')
    expect(part).toEqual({ kind: 'unsatisfiable', total: 0 })
  })

  it('follows no link, neither to a file nor to a folder', async () => {
    const outside = join(running.folder, 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'secret'), 'secret')
    const linked = randomUUID()
    await symlink(outside, join(running.folder, 'jobs', linked))
    await symlink(join(outside, 'secret'), join(running.folder, 'jobs', jobId, 'link'))

    expect(await running.store.open(linked, 'secret')).toBeUndefined()
    expect(await running.store.open(jobId, 'link')).toBeUndefined()
  })

  it('takes a folder among the published files for no file', async () => {
    await mkdir(join(running.folder, 'jobs', jobId, 'folder'))

    expect(await running.store.open(jobId, 'folder')).toBeUndefined()
  })

  it('lets an upload still in flight fail when its attempt is published', async () => {
    const [token, late] = [randomUUID(), randomUUID()]
    await running.store.stage(token, 'a', chunksOf('in time'))
    const source = new Readable({ read() {} })
    source.push('too ')
    const upload = running.store.stage(token, 'b', source)
    const outcome = expect(upload).rejects.toThrow('ENOENT')
    await whenStarted(token)

    await running.store.publish(token, late)
    source.push('late')
    source.push(null)

    await outcome
    expect(await running.store.open(late, 'b')).toBeUndefined()
    expect(await readdir(join(running.folder, 'incoming'))).toEqual([])
  })

  it('lists an upload that a crash left behind', async () => {
    const token = randomUUID()
    await writeFile(join(running.folder, 'incoming', `${token}.${randomUUID()}`), 'half')
    const items = []

    for await (const item of running.store.list({ staleBefore: new Date('2999-01-01') })) items.push(item)
    await running.store.discard(token)

    expect(items).toContainEqual(expect.objectContaining({ kind: 'staging', token }))
    expect(await readdir(join(running.folder, 'incoming'))).toEqual([])
  })

  async function whenStarted(token: string): Promise<void> {
    const started = async () =>
      (await readdir(join(running.folder, 'incoming'))).some((name) => name.startsWith(token))
    while (!(await started())) await new Promise(setImmediate)
  }
})
