import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createManifestMaker, type RunningMaker } from '../src/index.js'
import { type FakeImageBuilder, installFakeImageBuilder } from './fake-image-builder.js'
import { type FakeQueue, finished, notYet, startFakeQueue } from './fake-queue.js'
import { exchange, type JobArgs, jobsOfWorker, resultOf } from './recordings.js'

interface ManifestResult {
  data?: {
    pipelines: {
      stages: { inputs?: { packages: { references: unknown[] } }; options?: { size?: string } }[]
    }[]
    sources: Record<string, { items: object }>
  }
  job_error?: { id: number; reason: string; details?: unknown }
}

const packagesPerStage = ({ data }: ManifestResult) =>
  data?.pipelines[1]?.stages.map(({ inputs }) => inputs?.packages.references.length)

const plain = {
  Distro: 'centos-9',
  Arch: 'x86_64',
  ImageType: 'qcow2',
  Blueprint: { name: 'b' },
  Repositories: [
    { id: 'r1', name: 'baseos', baseurls: ['http://repo.example.com/baseos/'], check_gpg: false },
  ],
}

describe('the manifest maker', () => {
  let folder: string
  let scratch: string
  let queue: FakeQueue
  let program: FakeImageBuilder
  let maker: RunningMaker | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mm-'))
    scratch = join(folder, 's')
    queue = await startFakeQueue()
  })
  afterEach(async () => {
    await maker?.stop()
    maker = undefined
    await queue.server.close()
    await rm(folder, { recursive: true })
  })
  const start = async (settings: Record<string, string> = {}, extra?: string) => {
    program = await installFakeImageBuilder(join(folder, 'bin'), extra)
    const environment = {
      PATH: `${program.folder}:/usr/bin:/bin`,
      WORKER_API_URL: queue.server.url,
      INTERNAL_PORT: '0',
      MANIFEST_SCRATCH_DIR: scratch,
      SHUTDOWN_GRACE_SECONDS: '0',
      LOG_LEVEL: 'error',
      ...settings,
    }
    maker = await createManifestMaker(environment, { heartbeatMs: 100, retryMs: 1 })
  }
  const reportOf = async (token: string) => JSON.parse(await queue.report(token)) as ManifestResult
  /** Folders of jobs, of all makers. */
  const foldersOfJobs = () =>
    readdirSync(scratch).flatMap((one) =>
      readdirSync(join(scratch, one)).filter((name) => !name.endsWith('.mjs')),
    )

  const solvedBy = (version: 'v180' | 'v157') => (_: string, args: JobArgs) =>
    finished(resultOf(version, args))

  it("makes a manifest whose packages the tenant's workers solve", async () => {
    await start()
    queue.onDepsolve = solvedBy('v180')
    queue.enqueue('t1', { Args: { ...plain, Seed: 42, Size: 12884901888 } })

    const result = await reportOf('t1')

    expect(result).toMatchObject({
      error: '',
      info: {
        osbuild_composer_version: 'image-builder 80.0.0',
        pipeline_names: { build: ['build'], payload: ['os', 'image', 'qcow2'] },
      },
      sbom_docs: {
        build: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3' } },
        os: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3' } },
      },
    })
    expect(result).not.toHaveProperty('job_error')
    expect(packagesPerStage(result)).toEqual([2, 3])
    expect(result.data?.pipelines[2]?.stages[0]?.options?.size).toBe('12884901888')
    const [{ args, files, env } = { args: [], files: {}, env: {} }] = await program.runs()
    expect(args.join(' ')).toContain('--image-size 12884901888 --seed 42')
    expect(args).toContain('--use-librepo=false')
    expect(Object.keys(files)).toEqual(['--blueprint', 'centos-9.json'])
    expect(Object.keys(env).sort()).toEqual([
      'GOMEMLIMIT',
      'HOME',
      'MANIFEST_SOLVER_SOCKET',
      'OSBUILD_DEPSOLVE_DNF',
      'PATH',
      'TMPDIR',
      'XDG_CACHE_HOME',
    ])
    const asked = queue.depsolveCalls('t1')
    expect(asked).toHaveLength(2)
    expect(asked[0]?.grouped_package_sets.packages?.[0]?.Repositories[0]).toMatchObject({
      name: 'baseos',
      baseurls: ['http://repo.example.com/baseos/'],
      check_gpg: false,
    })
  })

  it('asks once more for each beginning of a chain where a worker sends all packages together', async () => {
    await start()
    queue.onDepsolve = solvedBy('v157')
    queue.enqueue('t1', { Args: plain })

    const result = await reportOf('t1')

    expect(packagesPerStage(result)).toEqual([2, 3])
    const names = queue.depsolveCalls('t1').map((args) => Object.keys(args.grouped_package_sets)[0])
    expect(names.sort()).toEqual(['packages', 'packages', 'packages-1'])
  })

  it('asks again until the workers have solved the packages, whatever happens to the calls', async () => {
    await start()
    const answers = [notYet, 'hang up' as const, { status: 503 }, { status: 401 }]
    queue.onDepsolve = (token, args) => answers.shift() ?? solvedBy('v180')(token, args)
    queue.enqueue('t1', { Args: plain })

    expect(await reportOf('t1')).toHaveProperty('data.pipelines')
    const [first, second] = queue.depsolveCalls('t1')
    expect(second).toEqual(first)
  })

  it('ends the program while the workers take their time, and runs it again with their answers', async () => {
    await start({ MANIFEST_PATIENCE_SECONDS: '0' })
    const open: (() => void)[] = []
    queue.onDepsolve = async (token, args) => {
      await new Promise<void>((resolve) => open.push(resolve))
      return solvedBy('v180')(token, args)
    }
    queue.enqueue('t1', { Args: plain })
    const answered = (async () => {
      for (let answers = 0; answers < 2; answers += 1) {
        while (open.length === 0) await new Promise(setImmediate)
        open.shift()?.()
      }
    })()

    expect(await reportOf('t1')).toHaveProperty('data.pipelines')
    await answered
    expect((await program.runs()).length).toBeGreaterThan(1)
    expect(queue.depsolveCalls('t1')).toHaveLength(2)
  })

  it.each([
    ['missing', 'Error in depsolve job dependency input, bad package set requested', 21],
    ['norepo', 'Error in depsolve job dependency', 25],
    ['rhsm', 'Error in depsolve job dependency', 23],
  ] as const)(
    'fails with error 5 over the error of the recorded job %s, and tells the program',
    async (name, reason, id) => {
      await start()
      const { job_error: error } = jobsOfWorker.v180[name].result
      queue.onDepsolve = () => finished({ job_error: error })
      queue.enqueue('t1', { Args: { ...plain, Blueprint: { packages: [{ name: 'nosuch-package' }] } } })

      const result = await reportOf('t1')

      expect(result).toEqual({ job_error: { id: 5, reason, details: [error] } })
      expect(error?.id).toBe(id)
    },
  )

  it.each([
    [
      'an answer without packages',
      finished({ transactions: null, package_specs: null, repo_configs: null }),
      24,
    ],
    ['a cancelled child', { status: 200, json: { id: 'c', state: 'cancelled' } }, 26],
    [
      'an answer with a member that has no counterpart',
      finished({ transactions: { packages: [[{ name: 'a', novel: 1 }]] } }),
      8,
    ],
  ])('fails on %s', async (_, answer, id) => {
    await start()
    queue.onDepsolve = () => answer
    queue.enqueue('t1', { Args: plain })

    expect((await reportOf('t1')).job_error?.id).toBe(id)
  })

  it('never takes a warning for a part of the manifest', async () => {
    await start({}, `console.log('Flag --data-dir has been deprecated, Use --force-repo-dir instead')`)
    queue.onDepsolve = solvedBy('v180')
    queue.enqueue('t1', { Args: plain })

    expect((await reportOf('t1')).job_error).toEqual({
      id: 8,
      reason: 'Error serializing manifest',
      details: expect.stringContaining('begins with: "Flag --data-dir has been deprecated'),
    })
  })

  it("fails with error 8 and the program's own words", async () => {
    await start({}, `console.error('x\\nerror: no image type'); process.exit(1)`)
    queue.enqueue('t1', { Args: plain })

    expect((await reportOf('t1')).job_error).toEqual({
      id: 8,
      reason: 'Error serializing manifest',
      details: 'no image type',
    })
  })

  it('ends a program that passes a limit', async () => {
    await start(
      { MANIFEST_OUTPUT_BYTES: '1048576' },
      `setInterval(() => process.stdout.write('x'.repeat(65536)), 1); return`,
    )
    queue.enqueue('t1', { Args: plain })

    expect((await reportOf('t1')).job_error).toMatchObject({
      id: 8,
      details: 'image-builder was ended: it passed its limit of 1048576 bytes of output',
    })
  })

  it('keeps the files of a job in a private folder and removes them', async () => {
    await start(
      {},
      `const modes = {}
      for (const file of fs.readdirSync(process.cwd(), { recursive: true })) modes[file] = (fs.statSync(file).mode & 0o777).toString(8)
      fail2(JSON.stringify({ folder: (fs.statSync('.').mode & 0o777).toString(8), modes }))
      function fail2(text) { console.error('error: ' + text); process.exit(1) }`,
    )
    queue.enqueue('t1', { Args: { ...plain, Subscription: { organization: 1, activation_key: 'k' } } })

    const seen = JSON.parse(String((await reportOf('t1')).job_error?.details)) as Record<
      'folder' | 'modes',
      unknown
    >

    expect(seen.folder).toBe('700')
    expect(seen.modes).toMatchObject({
      'blueprint.json': '600',
      'registrations.json': '600',
      'repositories/centos-9.json': '600',
    })
    expect(foldersOfJobs()).toEqual([])
    expect((await program.runs())[0]?.args).not.toContain('k')
  })

  it('removes what a maker left behind that was killed, and nothing of one that lives', async () => {
    await start()
    const [mine = ''] = readdirSync(scratch)
    const host = mine.slice(0, 8)
    await mkdir(join(scratch, `${host}-4194305-1-ab`, 'job'), { recursive: true })
    await writeFile(join(scratch, `${host}-4194305-1-ab`, 'job', 'blueprint.json'), 'secret')
    await mkdir(join(scratch, 'ffffffff-4194305-1-ab'))
    await maker?.stop()

    const other = await createManifestMaker({
      PATH: `${program.folder}:/usr/bin:/bin`,
      WORKER_API_URL: queue.server.url,
      INTERNAL_PORT: '0',
      MANIFEST_SCRATCH_DIR: scratch,
      LOG_LEVEL: 'error',
    })
    await start()

    const left = readdirSync(scratch)
    expect(left).toHaveLength(3)
    expect(left.filter((name) => name.includes('4194305'))).toEqual(['ffffffff-4194305-1-ab'])
    expect(left.map((name) => (statSync(join(scratch, name)).mode & 0o77).toString(8))).toContain('0')
    await other.stop()
  })

  it('ends the program and forgets the job when it is cancelled', async () => {
    await start()
    queue.enqueue('t1', { Args: plain })
    await queue.server.received(({ path }) => path.endsWith('/t1/depsolve'))
    queue.cancelled.add('t1')

    // A maker holds the folder of a job until its program is gone.
    while (foldersOfJobs().length > 0) await new Promise(setImmediate)

    expect(queue.server.calls.some(({ method }) => method === 'PATCH')).toBe(false)
  })

  it('gives a job back when it stops while workers solve, and the next maker asks for the same', async () => {
    await start()
    queue.enqueue('t1', { Args: plain })
    await queue.server.received(({ path }) => path.endsWith('/t1/depsolve'))

    expect(await maker?.stop()).toBe(false)

    const isRelease = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.endsWith('/jobs/t1/release')
    expect(queue.server.calls.filter(isRelease)).toHaveLength(1)
    expect(foldersOfJobs()).toEqual([])
    const before = queue.depsolveCalls('t1')
    queue.onDepsolve = solvedBy('v180')
    await start()
    expect(await reportOf('t1')).toHaveProperty('data.pipelines')
    const after = queue.depsolveCalls('t1').slice(before.length)
    expect(after).toEqual(expect.arrayContaining(before))
  })

  it.each([{ status: 500 }, { status: 404 }, 'hang up' as const])(
    'stops all the same when giving a job back is answered by %j',
    async (reply) => {
      await start()
      queue.onRelease = () => reply
      queue.enqueue('t1', { Args: plain })
      await queue.server.received(({ path }) => path.endsWith('/t1/depsolve'))

      expect(await maker?.stop()).toBe(false)

      expect(queue.server.calls.at(-1)?.path).toMatch(/release$/)
      expect(existsSync(scratch) && readdirSync(scratch)).toEqual([])
    },
  )

  it.each([
    [{ MANIFEST_SOLVER: 'local', OSBUILD_DEPSOLVE_DNF: '/opt/solver' }, '/opt/solver'],
    [{ MANIFEST_SOLVER: 'local' }, undefined],
  ])('leaves the solver of the machine alone with %j', async (settings, solver) => {
    await start(settings, `console.error('error: ' + process.env.OSBUILD_DEPSOLVE_DNF); process.exit(1)`)
    queue.enqueue('t1', { Args: plain })

    expect((await reportOf('t1')).job_error?.details).toBe(String(solver))
    expect(queue.depsolveCalls('t1')).toEqual([])
  })

  it('tells what it does in its metrics, and whether it can', async () => {
    await start()
    queue.onDepsolve = solvedBy('v180')
    queue.enqueue('t1', { Args: plain })
    queue.enqueue('t2', { Args: {} })
    await Promise.all([queue.report('t1'), queue.report('t2')])

    const metrics = await (await fetch(`${maker?.internalUrl}/metrics`)).text()
    expect(metrics).toContain('image_builder_manifest_maker_manifests_total{outcome="made"} 1')
    expect(metrics).toContain('image_builder_manifest_maker_manifests_total{outcome="failed"} 1')
    expect(metrics).toContain('image_builder_manifest_maker_solving_seconds_count{outcome="solved"} 2')
    expect(await (await fetch(`${maker?.internalUrl}/readyz`)).json()).toEqual({
      status: 'ready',
      checks: {
        'worker-api': { ok: true, text: 'answers' },
        'image-builder': { ok: true, text: 'is there' },
      },
    })
  })

  it.each([
    [{ IMAGE_BUILDER: 'not-there' }, 'IMAGE_BUILDER: there is no program not-there'],
    [{ MANIFEST_SCRATCH_DIR: `/tmp/${'x'.repeat(90)}` }, 'MANIFEST_SCRATCH_DIR'],
    [{ OAUTH_URL: 'http://x' }, 'OAUTH_CLIENT_ID'],
  ])('refuses to start with %j', async (settings, message) => {
    await expect(start(settings as Record<string, string>)).rejects.toThrow(message)
    await rm(`/tmp/${'x'.repeat(90)}`, { recursive: true, force: true })
  })

  it('finds nothing of the recorded solver answer missing in the manifest', async () => {
    await start()
    queue.onDepsolve = solvedBy('v180')
    queue.enqueue('t1', { Args: plain })

    const { data } = await reportOf('t1')

    const { response } = exchange('the chain of the recorded jobs')
    const expected = response.transactions.flat().map(({ checksum }) => `sha256:${checksum.value}`)
    expect(Object.keys(data?.sources['org.osbuild.curl']?.items ?? {})).toEqual(
      expect.arrayContaining(expected),
    )
    expect(existsSync(scratch)).toBe(true)
  })
})
