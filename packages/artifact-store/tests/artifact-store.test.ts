import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ArtifactNameError, type ArtifactStore, type StoredItem } from '../src/index.js'
import { motoIsInstalled } from './s3-server/moto.js'
import {
  chunksOf,
  contentsOf,
  megabytes,
  startFileStore,
  startMotoStore,
  startS3Store,
  type StoreUnderTest,
} from './stores.js'

const everythingIsStale = new Date('2999-01-01')

storeSuite('on a file system', startFileStore)
storeSuite('on S3', startS3Store)
storeSuite('on S3 served by moto', startMotoStore, motoIsInstalled())

function storeSuite(where: string, start: () => Promise<StoreUnderTest>, available = true): void {
  if (!available) {
    describe(`an artifact store ${where}`, () => {
      it.skip("needs moto_server, which is not installed here: pip install 'moto[s3,server]'", () => {})
    })
    return
  }
  describe(`an artifact store ${where}`, () => {
    let running: StoreUnderTest
    let store: ArtifactStore
    beforeAll(async () => {
      running = await start()
      store = running.store
    })
    afterAll(() => running.close())

    const attempt = () => ({ token: randomUUID(), jobId: randomUUID() })
    const read = async (jobId: string, name: string) =>
      (await contentsOf(await store.open(jobId, name)))?.toString()
    const stored = async () => {
      const items: StoredItem[] = []
      for await (const item of store.list({ staleBefore: everythingIsStale })) items.push(item)
      return items
    }
    const stagingOf = async (token: string) =>
      (await stored()).filter((item) => item.kind === 'staging' && item.token === token)

    it('answers its check', async () => {
      await expect(store.check()).resolves.toBeUndefined()
    })

    it('shows an upload only once its attempt is published', async () => {
      const { token, jobId } = attempt()

      const { bytes } = await store.stage(token, 'disk.img', chunksOf('hello ', 'world'))
      const before = await read(jobId, 'disk.img')
      await store.publish(token, jobId)

      expect(bytes).toBe(11)
      expect(before).toBeUndefined()
      expect(await read(jobId, 'disk.img')).toBe('hello world')
      expect(await read(jobId, 'other.img')).toBeUndefined()
    })

    it('publishes the same attempt again without effect', async () => {
      const { token, jobId } = attempt()
      await store.stage(token, 'a', chunksOf('1'))

      await store.publish(token, jobId)
      await store.publish(token, jobId)

      expect(await read(jobId, 'a')).toBe('1')
    })

    it('publishes nothing when nothing was uploaded', async () => {
      const { token, jobId } = attempt()

      await store.publish(token, jobId)

      expect(await stored()).not.toContainEqual({ kind: 'job', jobId })
    })

    it('keeps nothing of another attempt of the job', async () => {
      const { token, jobId } = attempt()
      const later = randomUUID()
      await store.stage(token, 'old', chunksOf('old'))
      await store.publish(token, jobId)
      await store.stage(later, 'new', chunksOf('new'))

      await store.publish(later, jobId)

      expect(await read(jobId, 'new')).toBe('new')
      expect(await read(jobId, 'old')).toBeUndefined()
      expect(await stagingOf(token)).toEqual([])
    })

    it('replaces an upload of the same name', async () => {
      const { token, jobId } = attempt()
      await store.stage(token, 'a', chunksOf('first, and longer'))
      await store.stage(token, 'a', chunksOf('second'))

      await store.publish(token, jobId)

      expect(await read(jobId, 'a')).toBe('second')
    })

    it('stores an empty file', async () => {
      const { token, jobId } = attempt()

      expect(await store.stage(token, 'empty', chunksOf())).toEqual({ bytes: 0 })
      await store.publish(token, jobId)

      expect(await read(jobId, 'empty')).toBe('')
    })

    it('streams an upload of several parts and gives back the same bytes', async () => {
      const { token, jobId } = attempt()
      const { whole, chunks } = megabytes(17)

      const { bytes } = await store.stage(token, 'big.raw', Readable.from(chunks(), { objectMode: false }))
      await store.publish(token, jobId)

      expect(bytes).toBe(whole.length)
      expect((await contentsOf(await store.open(jobId, 'big.raw')))?.equals(whole)).toBe(true)
    })

    it('takes names with spaces, percent signs, plus signs, quotes and letters of any script', async () => {
      const { token, jobId } = attempt()
      const names = [
        'a b',
        '100%25',
        "it's+&=?#.txt",
        'образ-ディスク.qcow2',
        '.hidden',
        '...',
        'x'.repeat(255),
      ]
      for (const name of names) await store.stage(token, name, chunksOf(name))

      await store.publish(token, jobId)

      for (const name of names) expect(await read(jobId, name)).toBe(name)
    })

    it('refuses names that are no plain file names', async () => {
      const { token, jobId } = attempt()

      for (const name of ['', '.', '..', 'a/b', '/etc/passwd', '..\\x', 'a\0b', 'é'.repeat(128)]) {
        await expect(store.stage(token, name, chunksOf('x'))).rejects.toThrow(ArtifactNameError)
        await expect(store.open(jobId, name)).rejects.toThrow(ArtifactNameError)
      }
      expect(await stagingOf(token)).toEqual([])
    })

    it('refuses ids that are no UUIDs', async () => {
      await expect(store.stage('../x', 'a', chunksOf('x'))).rejects.toThrow('token is not a canonical UUID')
      await expect(store.discard('..')).rejects.toThrow('token is not a canonical UUID')
      await expect(store.remove('')).rejects.toThrow('job id is not a canonical UUID')
    })

    it('leaves nothing of an upload whose source fails', async () => {
      const { token } = attempt()
      const failing = async function* () {
        yield* megabytes(11).chunks()
        throw new Error('connection lost')
      }

      await expect(store.stage(token, 'a', failing())).rejects.toThrow('connection lost')

      expect(await stagingOf(token)).toEqual([])
    })

    it('leaves nothing of an upload that is aborted while the source is silent', async () => {
      const { token } = attempt()
      const abort = new AbortController()
      const source = new Readable({ read() {} })
      for await (const chunk of megabytes(11).chunks()) source.push(chunk)
      const upload = store.stage(token, 'a', source, abort.signal)
      const outcome = expect(upload).rejects.toThrow('client is gone')

      abort.abort(new Error('client is gone'))

      await outcome
      expect(await stagingOf(token)).toEqual([])
    })

    it('starts no upload for a signal that has fired already', async () => {
      const { token } = attempt()

      await expect(
        store.stage(token, 'a', chunksOf('x'), AbortSignal.abort(new Error('gone'))),
      ).rejects.toThrow('gone')

      expect(await stagingOf(token)).toEqual([])
    })

    it('discards the uploads of an attempt and no others', async () => {
      const { token, jobId } = attempt()
      const other = randomUUID()
      for (const name of ['a', 'b', 'c']) await store.stage(token, name, chunksOf(name))
      await store.stage(other, 'a', chunksOf('kept'))

      await store.discard(token)
      await store.discard(token)
      await store.publish(token, jobId)
      await store.publish(other, jobId)

      expect(await stagingOf(token)).toEqual([])
      expect(await read(jobId, 'b')).toBeUndefined()
      expect(await read(jobId, 'a')).toBe('kept')
    })

    it('removes all files of a job, and again without complaint', async () => {
      const { token, jobId } = attempt()
      for (const name of ['a', 'b', 'c', 'd', 'e']) await store.stage(token, name, chunksOf(name))
      await store.publish(token, jobId)

      await store.remove(jobId)
      await store.remove(jobId)

      expect(await read(jobId, 'a')).toBeUndefined()
      expect(await stored()).not.toContainEqual({ kind: 'job', jobId })
      expect(await stagingOf(token)).toEqual([])
    })

    it('lists jobs once each, and staging areas by their age', async () => {
      const published = attempt()
      const running = attempt()
      for (const name of ['a', 'b', 'c']) await store.stage(published.token, name, chunksOf(name))
      await store.publish(published.token, published.jobId)
      for (const name of ['a', 'b', 'c']) await store.stage(running.token, name, chunksOf(name))

      const all = await stored()
      const young: StoredItem[] = []
      for await (const item of store.list({ staleBefore: new Date('2000-01-01') })) young.push(item)

      expect(all.filter((item) => item.kind === 'job' && item.jobId === published.jobId)).toHaveLength(1)
      expect(all).toContainEqual(expect.objectContaining({ kind: 'staging', token: running.token }))
      expect(young).toContainEqual({ kind: 'job', jobId: published.jobId })
      expect(young.filter((item) => item.kind === 'staging')).toEqual([])
    })
  })
}
