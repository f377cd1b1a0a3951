import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createArtifactStore } from '@composer/artifact-store'
import { digestResult } from '@composer/contracts'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { runCommand } from '../../src/run-command.js'
import { bootc, koji, plain, results } from './composes.js'
import { createReferenceDatabase, type ReferenceDatabase } from './reference-database.js'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

let reference: ReferenceDatabase
let database: TestDatabase
let queue: JobQueue
let folder: string

beforeAll(async () => {
  // A zone that is never UTC: times of the reference have none.
  reference = await createReferenceDatabase('Asia/Kathmandu')
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  folder = await mkdtemp(join(tmpdir(), 'composer-import-'))
})
afterAll(async () => {
  await reference.drop()
  await database.drop()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  await reference.clear()
  await database.db.raw('TRUNCATE composes, imported_composes CASCADE')
})

interface Finding {
  id: string
  what: string
  reason: string
}

async function run(...args: string[]): Promise<Finding[]> {
  const report = args.includes('--report') ? (args.at(-1) ?? '') : join(folder, 'report.jsonl')
  const code = await runCommand(
    ['import', '--report', report, ...args],
    {
      DATABASE_URL: database.url,
      IMPORT_FROM: reference.url,
      LOG_LEVEL: 'error',
      ARTIFACTS_URL: pathToFileURL(join(folder, 'store')).href,
    },
    new AbortController().signal,
  )
  expect(code).toBe(0)
  const lines = (await readFile(report, 'utf8')).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Finding)
}

const graphOf = async (id: string, channel = 'org-a') => {
  const graph = await queue.readGraph(id, channel)
  if (!graph) throw new Error(`there is no compose ${id}`)
  return graph
}

const resultOf = async (id: string) => {
  const parts: string[] = []
  for await (const part of queue.streamResult(id)) parts.push(part)
  return parts.join('')
}

const fileOf = async (jobId: string, name: string) => {
  const store = await createArtifactStore({ url: pathToFileURL(join(folder, 'store')).href })
  const file = await store?.open(jobId, name)
  return file?.kind === 'file' ? (await file.stream.toArray()).join('') : undefined
}

const textsOf = async (id: string) => {
  const { rows } = await database.db.raw<{
    rows: { args: string; result: string; rejected_result: string }[]
  }>('SELECT args, result, rejected_result FROM jobs WHERE id = ?', [id])
  return rows[0]
}

describe('an import', () => {
  it('brings a compose under its id, with its jobs, their order, times, args and results', async () => {
    const ids = await reference.add(plain({ retries: 1 }))
    expect(await run()).toEqual([])

    const { compose, jobs } = await graphOf(ids.build ?? '')
    expect(compose).toMatchObject({ id: ids.build, kind: 'image', channel: 'org-a' })
    expect(jobs.map(({ id, role, dependsOn }) => ({ id, role, dependsOn }))).toEqual([
      { id: ids.depsolve, role: 'solve', dependsOn: [] },
      { id: ids.manifest, role: 'manifest', dependsOn: [ids.depsolve] },
      { id: ids.build, role: 'build', dependsOn: [ids.manifest] },
    ])
    const build = jobs.at(-1)
    expect(build).toMatchObject({ type: 'osbuild:x86_64', state: 'finished', attempt: 2, failed: false })
    // 10:01 in Kathmandu.
    expect(build?.startedAt?.toISOString()).toBe('2026-03-01T04:16:00.000Z')
    expect(build?.finishedAt?.toISOString()).toBe('2026-03-01T04:17:00.000Z')
    expect(await resultOf(ids.build ?? '')).toBe(results.build)
    expect(await resultOf(ids.depsolve ?? '')).toBe(results.depsolve)
    expect((await textsOf(ids.build ?? ''))?.args).toBe('{"big": 18446744073709551615, "targets": []}')
  })

  it('keeps microseconds', async () => {
    const ids = await reference.add(plain({ queuedAt: '2026-03-01 10:00:00.123457' }))
    await run()
    const { rows } = await database.db.raw<{ rows: { at: string }[] }>(
      "SELECT to_char(queued_at AT TIME ZONE 'Asia/Kathmandu', 'HH24:MI:SS.US') AS at FROM jobs WHERE id = ?",
      [ids.build ?? ''],
    )
    expect(rows).toEqual([{ at: '10:00:00.123457' }])
  })

  it('derives outcomes as from a report of today', async () => {
    const fine = await reference.add(plain())
    const broken = await reference.add(plain({ result: results.broken }))
    await run()
    for (const [id, result] of [
      [fine.build, results.build],
      [broken.build, results.broken],
    ]) {
      const { outcome, failed } = digestResult('osbuild:x86_64', Buffer.from(result ?? ''))
      expect((await graphOf(id ?? '')).jobs.at(-1)).toMatchObject({ outcome, failed })
    }
  })

  it('makes an error of a result that does not fit, keeps the result and says so', async () => {
    const ids = await reference.add(plain({ result: '{"success": "perhaps"}' }))
    expect(await run()).toEqual([
      { id: ids.build, what: 'note', reason: expect.stringContaining(ids.build ?? '') },
    ])
    expect((await graphOf(ids.build ?? '')).jobs.at(-1)).toMatchObject({
      failed: true,
      outcome: { job_error: { id: 10 } },
    })
    expect((await textsOf(ids.build ?? ''))?.rejected_result).toBe('{"success": "perhaps"}')
  })

  it('takes a finished job without a result for a report of nothing', async () => {
    const ids = await reference.add(plain({ result: null }))
    await run()
    expect((await graphOf(ids.build ?? '')).jobs.at(-1)?.outcome).toMatchObject({ job_error: { id: 10 } })
    expect(await resultOf(ids.build ?? '')).toBe('null')
  })

  it('erases args that may hold secrets, as those of jobs that end here', async () => {
    const ids = await reference.add(plain())
    await run()
    expect((await textsOf(ids.depsolve ?? ''))?.args).toBe('{}')
    const { rows } = await database.db.raw<{ rows: unknown[] }>(
      `SELECT 1 FROM jobs WHERE strpos(jobs::text, 'hunter2') > 0`,
    )
    expect(rows).toEqual([])
  })

  it('brings koji composes with their images in order', async () => {
    const ids = await reference.add(koji())
    await run()
    const { compose, jobs } = await graphOf(ids.finalize ?? '')
    expect(compose).toMatchObject({ id: ids.finalize, kind: 'koji' })
    expect(jobs.map(({ id }) => id)).toEqual([
      ids.init,
      ids.depsolve1,
      ids.manifest1,
      ids.build1,
      ids.depsolve2,
      ids.manifest2,
      ids.build2,
      ids.finalize,
    ])
    expect((await graphOf(ids.build2 ?? '')).compose.id).toBe(ids.finalize)
    expect(jobs.find(({ id }) => id === ids.build1)?.dependsOn).toEqual([
      ids.init,
      ids.manifest1,
      ids.depsolve1,
    ])
  })

  it('keeps the places of jobs of types that nobody plans here', async () => {
    const ids = await reference.add(bootc())
    expect(await run()).toEqual([])
    const { compose, jobs } = await graphOf(ids.build ?? '')
    expect(compose.kind).toBe('bootc')
    expect(jobs.map(({ type, role }) => `${type} ${role}`)).toEqual([
      'bootc-info-resolve:x86_64 resolve',
      'bootc-pre-manifest resolve',
      'container-resolve resolve',
      'manifest-id-only manifest',
      'osbuild:x86_64 build',
    ])
  })

  it('makes clones composes of their own, whoever shares a copy', async () => {
    const ids = await reference.add({
      ...plain(),
      copy: { type: 'aws-ec2-copy', needs: ['build'], result: results.aws },
      share: { type: 'aws-ec2-share', needs: ['copy'], result: results.aws },
      again: { type: 'aws-ec2-share', needs: ['copy'], result: results.aws },
      inPlace: { type: 'aws-ec2-share', needs: ['build'], result: results.aws },
    })
    expect(await run()).toEqual([])
    expect((await graphOf(ids.build ?? '')).jobs).toHaveLength(3)
    expect((await graphOf(ids.copy ?? '')).compose).toMatchObject({ id: ids.share, kind: 'clone' })
    expect((await graphOf(ids.again ?? '')).jobs).toMatchObject([{ role: 'share', dependsOn: [ids.copy] }])
    expect((await graphOf(ids.inPlace ?? '')).jobs).toMatchObject([{ dependsOn: [ids.build] }])
  })

  it('keeps cancelled composes, and cancels with them what was open', async () => {
    const ids = await reference.add({
      ...plain({ canceled: true, startedAt: null, result: null }),
      manifest: { type: 'manifest-id-only', needs: ['depsolve'], startedAt: null, result: null },
    })
    expect(await run()).toEqual([])
    const { jobs } = await graphOf(ids.build ?? '')
    expect(jobs.map(({ state }) => state)).toEqual(['finished', 'cancelled', 'cancelled'])
  })

  it('keeps what is left of composes that were never completed', async () => {
    const ids = await reference.add({
      depsolve: { type: 'depsolve', result: results.depsolve },
      manifest: { type: 'manifest-id-only', needs: ['depsolve'], result: results.manifest },
    })
    await run()
    expect((await graphOf(ids.manifest ?? '')).compose.kind).toBe('depsolve')
  })

  it('leaves out what is so new that more may belong to it', async () => {
    const now = new Date().toISOString().replace('Z', '+00')
    const { rows } = await reference.client.query<{ at: string }>(
      'SELECT $1::timestamptz::timestamp::text AS at',
      [now],
    )
    const at = rows[0]?.at ?? ''
    const ids = await reference.add({
      depsolve: { type: 'depsolve', result: results.depsolve, queuedAt: at, startedAt: at, finishedAt: at },
    })
    expect(await run()).toMatchObject([{ id: ids.depsolve, what: 'unfinished' }])
  })

  it('leaves out composes that are not over, and lists them', async () => {
    const waits = await reference.add(plain({ startedAt: null, result: null }))
    const runs = await reference.add(plain({ finishedAt: null, result: '{"progress":{}}' }))
    expect(await run()).toEqual([
      { id: waits.build, what: 'unfinished', reason: 'its last job has not begun' },
      { id: runs.build, what: 'unfinished', reason: 'its last job is running' },
    ])
    expect(await queue.readGraph(waits.build ?? '', 'org-a')).toBeUndefined()
  })

  it('starts them anew when asked, those whose manifest is made', async () => {
    const runs = await reference.add(plain({ finishedAt: null, result: '{"progress":{}}' }))
    const stuck = await reference.add({
      ...plain({ startedAt: null, result: null }),
      manifest: { type: 'manifest-id-only', needs: ['depsolve'], startedAt: null, result: null },
    })
    expect(await run('--unfinished', 'requeue')).toMatchObject([{ id: stuck.build, what: 'unfinished' }])
    const [claimed] = await queue.claim({ channel: 'org-a', types: ['osbuild:x86_64'], workers: [null] })
    expect(claimed).toMatchObject({ id: runs.build, dynamicArgs: [results.manifest], attempt: 1 })
  })

  it('lists what it cannot read and goes on', async () => {
    const odd = await reference.add({ job: { type: 'of-tomorrow', result: '{}' } })
    const fine = await reference.add(plain())
    expect(await run()).toMatchObject([
      { id: odd.job, what: 'unreadable', reason: expect.stringContaining('of-tomorrow') },
    ])
    await graphOf(fine.build ?? '')
  })

  it('brings the next time only what came since, and nothing that was deleted here', async () => {
    const first = await reference.add(plain())
    await run()
    await queue.deleteGraph(first.build ?? '', 'org-a')
    const second = await reference.add(plain())
    await run()
    expect(await queue.readGraph(first.build ?? '', 'org-a')).toBeUndefined()
    await graphOf(second.build ?? '')
    const { rows } = await database.db.raw<{ rows: { count: number }[] }>(
      'SELECT count(*)::integer AS count FROM imported_composes',
    )
    expect(rows).toEqual([{ count: 2 }])
  })

  it('can begin at a time', async () => {
    const old = await reference.add(plain({ queuedAt: '2026-02-01 10:00:00' }))
    const young = await reference.add(plain())
    await run('--since', '2026-02-15T00:00:00Z')
    expect(await queue.readGraph(old.build ?? '', 'org-a')).toBeUndefined()
    await graphOf(young.build ?? '')
  })

  it('brings nothing in a dry run, and lists the same', async () => {
    const ids = await reference.add(plain({ finishedAt: null, result: null }))
    await reference.add(plain())
    expect(await run('--dry-run')).toMatchObject([{ id: ids.build, what: 'unfinished' }])
    const { rows } = await database.db.raw<{ rows: unknown[] }>('SELECT 1 FROM composes')
    expect(rows).toEqual([])
  })

  it('lets composes live that are past their time there, and longer where they may', async () => {
    const past = await reference.add(plain())
    const future = await reference.add(plain({ expiresAt: '2126-01-01 00:00:00' }))
    await run('--keep-days', '30')
    const inDays = (n: number) => Date.now() + n * 86_400_000
    const expiry = (await graphOf(past.build ?? '')).compose.expiresAt.getTime()
    expect(expiry).toBeGreaterThan(inDays(29))
    expect(expiry).toBeLessThan(inDays(31))
    expect((await graphOf(future.build ?? '')).compose.expiresAt.getUTCFullYear()).toBe(2125)
  })

  it('keeps for ever what was to be kept for ever', async () => {
    const ids = await reference.add(plain({ expiresAt: 'infinity' }))
    await run()
    expect((await graphOf(ids.build ?? '')).compose.expiresAt.getUTCFullYear()).toBe(9999)
  })

  it('brings requests without their secrets, and files', async () => {
    const ids = await reference.add(plain())
    const broken = await reference.add(plain())
    const build = ids.build ?? ''
    const source = join(folder, 'artifacts')
    await mkdir(join(source, 'ComposeRequest'), { recursive: true })
    await mkdir(join(source, build, 'a folder'), { recursive: true })
    await writeFile(join(source, build, 'disk.qcow2'), 'the image')
    const request = { customizations: { users: [{ name: 'a', password: 'hunter2' }] } }
    await writeFile(join(source, 'ComposeRequest', `${build}.json`), JSON.stringify(request))
    await writeFile(join(source, 'ComposeRequest', `${broken.build}.json`), '{"password": hunter2')

    const findings = await run('--artifacts', source)
    expect(JSON.stringify(findings)).not.toContain('hunter2')
    // In the order of the ids, which are random.
    expect(new Map(findings.map(({ id, reason }) => [id, reason]))).toEqual(
      new Map([
        [broken.build, 'its request cannot be read: it is no request'],
        [build, `file "a folder" of job ${build}: it is no plain file`],
      ]),
    )
    expect(await queue.readRequest(build)).toBe(
      JSON.stringify({ customizations: { users: [{ name: 'a', password: '[redacted]' }] } }),
    )
    expect(await fileOf(build, 'disk.qcow2')).toBe('the image')
  })

  it('brings long results byte for byte, in slices', async () => {
    // Characters of two, three and four bytes stand across the ends of slices, whatever their length is.
    const output = 'é漢🜨 '.repeat(300_000)
    const result = results.build.replace('"id":"a"', `"id":"${output}"`)
    const ids = await reference.add(plain({ result }))
    expect(await run()).toEqual([])
    const build = ids.build ?? ''
    expect((await resultOf(build)) === result).toBe(true)
    const { outcome } = digestResult('osbuild:x86_64', Buffer.from(result))
    expect((await graphOf(build)).jobs.at(-1)?.outcome).toEqual(outcome)
    const { rows } = await database.db.raw<{ rows: object[] }>(
      `SELECT r.bytes::integer, r.slices, encode(r.digest, 'hex') AS digest FROM long_results r WHERE r.job_id = ?`,
      [build],
    )
    const bytes = Buffer.from(result)
    expect(rows).toEqual([
      {
        bytes: bytes.length,
        slices: Math.ceil(bytes.length / 1024 / 1024),
        digest: createHash('sha256').update(bytes).digest('hex'),
      },
    ])
  })

  it('keeps a long result that does not fit', async () => {
    const result = `{"success":"perhaps","more":"${'x'.repeat(3_000_000)}"}`
    const ids = await reference.add(plain({ result }))
    expect(await run()).toMatchObject([{ id: ids.build, what: 'note' }])
    const build = ids.build ?? ''
    expect((await graphOf(build)).jobs.at(-1)).toMatchObject({
      failed: true,
      outcome: { job_error: { id: 10 } },
    })
    let posted = ''
    for await (const part of queue.streamResult(build, { rejected: true })) posted += part
    expect(posted === result).toBe(true)
  })

  it('copies the files that a run did not get to', async () => {
    const ids = await reference.add(plain())
    const build = ids.build ?? ''
    const source = join(folder, 'late artifacts')
    await mkdir(join(source, build), { recursive: true })
    await writeFile(join(source, build, 'disk.img'), 'the image')
    await run()
    await database.db.raw('UPDATE imported_composes SET complete = false')
    await run('--artifacts', source)
    expect(await fileOf(build, 'disk.img')).toBe('the image')
    const { rows } = await database.db.raw<{ rows: object[] }>('SELECT complete FROM imported_composes')
    expect(rows).toEqual([{ complete: true }])
  })

  it('loses one compose by a fault, and none of the same batch', async () => {
    const first = await reference.add(plain())
    const odd = await reference.add(plain())
    const last = await reference.add(plain())
    await onInsert(odd.build ?? '', "RAISE EXCEPTION 'it does not fit'")
    try {
      expect(await run()).toEqual([
        { id: odd.build, what: 'unreadable', reason: expect.stringContaining('it does not fit') },
      ])
    } finally {
      await onInsert()
    }
    await graphOf(first.build ?? '')
    await graphOf(last.build ?? '')
    // Another run tries it again.
    expect(await run()).toEqual([])
    await graphOf(odd.build ?? '')
  })

  it('brings the same when two run at once', async () => {
    const long = results.build.replace('"id":"a"', `"id":"${'a'.repeat(2_000_000)}"`)
    const ids = [
      await reference.add(plain({ result: long })),
      await reference.add(koji()),
      await reference.add(plain()),
    ]
    await Promise.all([1, 2, 3].map((n) => run('--batch', '2', '--report', join(folder, `${n}.jsonl`))))
    for (const { build, finalize } of ids) await graphOf(build ?? finalize ?? '')
    expect((await resultOf(ids[0]?.build ?? '')) === long).toBe(true)
    const { rows } = await database.db.raw<{ rows: object[] }>(
      `SELECT (SELECT count(*) FROM jobs)::integer AS jobs, (SELECT count(*) FROM job_dependencies)::integer AS edges,
         (SELECT count(*) FROM long_results)::integer AS results`,
    )
    expect(rows).toEqual([{ jobs: 3 + 8 + 3, edges: 2 + 11 + 2, results: 1 }])
  })

  it('goes on where it was killed', async () => {
    const composes = [await reference.add(plain()), await reference.add(plain()), await reference.add(koji())]
    const roots = composes.map(({ build, finalize }) => build ?? finalize ?? '')
    await database.db.transaction(async (trx) => {
      await trx.raw('SELECT pg_advisory_xact_lock(17)')
      await onInsert(roots[1] ?? '', 'PERFORM pg_advisory_xact_lock(17)')
      const child = spawn(
        process.execPath,
        [main, 'import', '--batch', '1', '--report', join(folder, 'killed.jsonl')],
        { env: { DATABASE_URL: database.url, IMPORT_FROM: reference.url }, stdio: 'ignore' },
      )
      const waits = async () =>
        (
          await database.db.raw<{ rows: unknown[] }>(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
          )
        ).rows.length > 0
      while (!(await waits())) if (child.exitCode !== null) throw new Error('the import has ended')
      child.kill('SIGKILL')
      await once(child, 'exit')
    })
    await onInsert()
    const { rows } = await database.db.raw<{ rows: { id: string }[] }>('SELECT id FROM composes')
    expect(rows).toEqual([{ id: roots[0] }])

    expect(await run()).toEqual([])
    for (const id of roots) await graphOf(id)
    const { rows: counts } = await database.db.raw<{ rows: object[] }>(
      'SELECT (SELECT count(*) FROM jobs)::integer AS jobs, (SELECT count(*) FROM job_dependencies)::integer AS edges',
    )
    expect(counts).toEqual([{ jobs: 3 + 3 + 8, edges: 2 + 2 + 2 + 3 + 3 + 3 }])
  })

  it('only reads the reference', async () => {
    const ids = await reference.add(plain({ finishedAt: null, result: null }))
    const reader = `reader_${randomUUID().replaceAll('-', '')}`
    await reference.client.query(
      `CREATE ROLE ${reader} LOGIN PASSWORD 'p'; GRANT SELECT ON jobs, job_dependencies TO ${reader}`,
    )
    const url = new URL(reference.url)
    url.username = reader
    url.password = 'p'
    try {
      await run('--unfinished', 'requeue', '--from', url.href)
      await graphOf(ids.build ?? '')
    } finally {
      await reference.client.query(`DROP OWNED BY ${reader}; DROP ROLE ${reader}`)
    }
  })
})

/** Runs a statement of PL/pgSQL before a compose is stored; without one it is as before. */
async function onInsert(composeId?: string, statement?: string): Promise<void> {
  const { db } = database
  await db.raw('DROP TRIGGER IF EXISTS test ON composes')
  if (composeId === undefined || statement === undefined) return
  await db.raw(
    `CREATE OR REPLACE FUNCTION test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; RETURN NEW; END $$;
     CREATE TRIGGER test BEFORE INSERT ON composes FOR EACH ROW WHEN (NEW.id = '${composeId}') EXECUTE FUNCTION test()`,
  )
}

describe('an import of nothing that can be read', () => {
  afterEach(() => void jest.restoreAllMocks())

  it.each([
    ['http://example.com', '--from must be an address such as postgres://user@host/database\n'],
    ['ours', 'The database of --from is not one of osbuild-composer: its table jobs lacks the columns '],
  ])('says which database it needs instead of %s', async (from, message) => {
    let complained = ''
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      complained += String(text)
      return true
    })
    const code = await runCommand(
      ['import', '--from', from === 'ours' ? database.url : from, '--report', join(folder, 'none.jsonl')],
      { DATABASE_URL: database.url, LOG_LEVEL: 'error' },
      new AbortController().signal,
    )
    expect(code).toBe(1)
    expect(complained).toContain(message)
  })
})
