import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createJobQueue } from '@composer/jobqueue'
import { createManifestMaker, type RunningMaker } from '@composer/manifest-maker'
import { installFakeImageBuilder } from '../../packages/manifest-maker/tests/fake-image-builder.js'
import { type JobArgs, resultOf } from '../../packages/manifest-maker/tests/recordings.js'
import { rawWorker, type TakenJob } from './raw-worker.js'
import { startSystem, type System } from './start-system.js'

let system: System
let folder: string
let programs: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mr-'))
  programs = (await installFakeImageBuilder(join(folder, 'bin'))).folder
  system = await startSystem({ REQUEST_JOB_TIMEOUT_SECONDS: '600' })
})
afterAll(async () => {
  await system.stop()
  await rm(folder, { recursive: true })
})

const startMaker = () =>
  createManifestMaker(
    {
      PATH: `${programs}:/usr/bin:/bin`,
      WORKER_API_URL: system.publicUrls.worker,
      INTERNAL_PORT: '0',
      MANIFEST_SCRATCH_DIR: join(folder, 's'),
      SHUTDOWN_GRACE_SECONDS: '0',
      LOG_LEVEL: 'error',
    },
    { retryMs: 1 },
  )

const args = {
  Distro: 'centos-9',
  Arch: 'x86_64',
  ImageType: 'qcow2',
  Blueprint: { name: 'b' },
  Repositories: [
    { id: 'r1', name: 'baseos', baseurls: ['http://repo.example.com/baseos/'], check_gpg: false },
  ],
}

describe('Makers that stop again and again while a tenant has one slow worker', () => {
  it('cost the job nothing: the last one finishes it with what the worker solved for the first', async () => {
    const queue = createJobQueue({ db: system.database.db })
    const { jobIds } = await queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [
        {
          ref: 'manifest',
          type: 'manifest-id-only',
          role: 'manifest',
          args: JSON.stringify({ Args: args }),
          dependsOn: [],
        },
      ],
    })
    const id = jobIds.manifest ?? ''
    const jobs = async () => (await queue.readGraph(id, ''))?.jobs ?? []
    const worker = rawWorker(system)
    const solve = (job: TakenJob) =>
      worker.report(job.token, JSON.parse(resultOf('v180', (JSON.parse(job.text) as { args: JobArgs }).args)))

    const first = await startMaker()
    const child = await worker.take('depsolve')
    await first.stop()
    // As often as would have used up the job's tries.
    for (let stops = 1; stops < 4; stops += 1) {
      // A request that the maker has just left may be handed the job, which comes back from there.
      await untilState(queue, id, 'ready')
      expect((await jobs()).find((one) => one.id === child.id)?.state).toBe('running')
      const maker = await startMaker()
      await untilHeld(maker)
      await maker.stop()
    }
    const last = await startMaker()
    await solve(child)
    await solve(await worker.take('depsolve'))
    await untilState(queue, id, 'finished')
    await last.stop()

    const [manifest, ...children] = await jobs()
    expect(manifest).toMatchObject({ id, state: 'finished', failed: false, attempt: 1 })
    expect(children).toHaveLength(2)
    expect(children.find((one) => one.id === child.id)).toMatchObject({ state: 'finished', attempt: 1 })
  })
})

async function untilState(
  queue: ReturnType<typeof createJobQueue>,
  id: string,
  state: string,
): Promise<void> {
  for (;;) {
    const graph = await queue.readGraph(id, '')
    if (graph?.jobs.find((job) => job.id === id)?.state === state) return
  }
}

/** The maker has read the job, too: the queue says `running` before that. */
async function untilHeld(maker: RunningMaker): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${maker.internalUrl}/metrics`)).text()
    if (text.split('\n').includes('image_builder_manifest_maker_jobs 1')) return
  }
}
