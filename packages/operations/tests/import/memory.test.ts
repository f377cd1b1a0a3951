import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { importLongResult } from '../../src/import/import-long-result.js'
import type { ImportedCompose, ImportedJob } from '../../src/import/map-graph.js'
import { planReads } from '../../src/import/plan-reads.js'
import { insertComposes } from '../../src/import/sql/insert-composes.js'
import { insertJobs } from '../../src/import/sql/insert-jobs.js'
import { readLongResult } from '../../src/import/sql/read-long-result.js'
import { createReferenceDatabase, type ReferenceDatabase } from './reference-database.js'

const MiB = 1024 * 1024

describe('what an import has in memory', () => {
  it('is a few megabytes of texts, however many jobs a batch has', () => {
    const sizes = Array.from({ length: 100 }, (_, id) => ({ id: String(id), args: 0, result: MiB - 1 }))
    const reads = planReads(sizes)
    expect(reads.flat()).toEqual(sizes.map(({ id }) => id))
    expect(Math.max(...reads.map((ids) => ids.length))).toBe(4)
  })

  it('has nothing of long results, which are read alone', () => {
    const sizes = [
      { id: 'a', args: 10, result: 100 * MiB },
      { id: 'b', args: 10, result: 100 * MiB },
    ]
    expect(planReads(sizes)).toEqual([['a', 'b']])
  })

  it('is one job where its args alone are more', () => {
    const sizes = [
      { id: 'a', args: 20 * MiB, result: 0 },
      { id: 'b', args: 20 * MiB, result: 0 },
      { id: 'c', args: 0, result: 1 },
    ]
    expect(planReads(sizes)).toEqual([['a'], ['b'], ['c']])
  })
})

describe('a long result', () => {
  let reference: ReferenceDatabase
  let database: TestDatabase

  beforeAll(async () => {
    reference = await createReferenceDatabase()
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await reference.drop()
    await database.drop()
  })

  it('is read in parts of a megabyte', async () => {
    const result = `"${'é'.repeat(3 * MiB)}"`
    const { build } = await reference.add({ build: { type: 'osbuild:x86_64', result } })
    const parts: Buffer[] = []
    for await (const part of readLongResult(reference.client, build ?? '')) parts.push(part)
    expect(parts.map(({ length }) => length)).toEqual([MiB, MiB, MiB, MiB, MiB, MiB, 2])
    expect(Buffer.concat(parts).equals(Buffer.from(result))).toBe(true)
  })

  it('is stored before more of it is read', async () => {
    const { db } = database
    const compose: ImportedCompose = {
      id: '00000000-0000-4000-8000-000000000001',
      channel: 'org-a',
      kind: 'image',
      createdAt: '2026-03-01T10:00:00Z',
      expiresAt: null,
      jobs: [],
      notes: [],
    }
    const job: ImportedJob = {
      id: compose.id,
      type: 'osbuild:x86_64',
      role: 'build',
      channel: 'org-a',
      state: 'finished',
      position: 0,
      unmet: 0,
      attempt: 1,
      token: '00000000-0000-4000-8000-000000000002',
      awaited: false,
      confidential: false,
      argsErased: false,
      queuedAt: '2026-03-01T10:00:00Z',
      startedAt: '2026-03-01T10:01:00Z',
      finishedAt: '2026-03-01T10:02:00Z',
      dependsOn: [],
    }
    const texts = { args: '{}', result: null, rejectedResult: null, outcome: null, failed: false }
    const stored: number[] = []
    const wanted = 20

    await db.transaction(async (trx) => {
      const bytesStored = async () => {
        const { rows } = await trx.raw<{ rows: { bytes: number }[] }>(
          'SELECT coalesce(sum(octet_length(data)), 0)::integer AS bytes FROM result_slices',
        )
        return rows[0]?.bytes ?? 0
      }
      async function* parts() {
        for (let part = 0; part < wanted; part += 1) {
          stored.push(part * MiB - (await bytesStored()))
          yield part === 0 ? Buffer.from(`"${'x'.repeat(MiB - 1)}`) : Buffer.alloc(MiB, 'x')
        }
        yield Buffer.from('"')
      }
      await insertComposes(trx, [compose], new Map(), 1)
      await insertJobs(trx, [{ ...job, ...texts, composeId: compose.id }])
      await importLongResult(trx, job, parts())
    })
    expect(stored).toEqual(Array.from({ length: wanted }, () => 0))
  })
})
