import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FolderInUseError, lockFolder } from '../src/folder-lock.js'

describe('the lock of a data folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folder-lock-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('refuses a second holder and names the first', async () => {
    await lockFolder(folder)

    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError)
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`)
  })

  it('is free again once given back', async () => {
    const release = await lockFolder(folder)
    await release()

    await expect(lockFolder(folder)).resolves.toBeDefined()
  })

  it.each(['', 'no number', '999999999 1', `${process.pid} 1`])(
    'is taken over from a dead process (%j)',
    async (holder) => {
      await writeFile(join(folder, 'lock'), holder)

      await expect(lockFolder(folder)).resolves.toBeDefined()
    },
  )

  it('makes the folder', async () => {
    await expect(lockFolder(join(folder, 'a', 'b'))).resolves.toBeDefined()
  })
})
