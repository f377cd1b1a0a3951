import { expect, it } from '@jest/globals'
import type { ArtifactStore } from '@composer/artifact-store'
import type { Logger } from '@composer/service-kit'
import { createEndedUploads } from './ended-uploads.js'

const attempts = [1, 2, 3].map((n) => ({ token: `token-${n}`, jobId: `job-${n}` }))

function createStore() {
  const asked: string[] = []
  const discarded: string[] = []
  const store = { away: false }
  const artifacts = {
    discard: async (token: string) => {
      asked.push(token)
      if (store.away) throw new Error('SlowDown')
      discarded.push(token)
    },
  } as unknown as ArtifactStore
  const failures: unknown[] = []
  const logger = {
    error: (_: string, { job_id }: { job_id: string }) => failures.push(job_id),
  } as unknown as Logger
  return { uploads: createEndedUploads({ artifacts, logger }), store, asked, discarded, failures }
}

it('discards the uploads of ended attempts once', async () => {
  const { uploads, asked, discarded } = createStore()
  await uploads.discard(attempts)
  await uploads.discard([])
  expect(discarded).toEqual(['token-1', 'token-2', 'token-3'])
  expect(asked).toEqual(discarded)
})

it('tries again what the store could not do, and asks a store that is away once a time', async () => {
  const { uploads, store, asked, discarded, failures } = createStore()
  store.away = true
  await uploads.discard(attempts)
  expect(failures).toEqual(['job-1', 'job-2', 'job-3'])
  asked.length = 0
  await uploads.discard([])
  expect(asked).toEqual(['token-1'])
  store.away = false
  await uploads.discard([])
  expect(discarded).toEqual(['token-1', 'token-2', 'token-3'])
  asked.length = 0
  await uploads.discard([])
  expect(asked).toEqual([])
})
