import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { startDemoWorker, type DemoWorker } from '@composer/dev-stack'
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IJob } from 'kubernetes-models/batch/v1/Job'
import { only } from '../charts/helm.js'
import { describeWith } from '../programs.js'
import { call } from '../system/call.js'
import { follow } from '../system/follow.js'
import { createInstallation, freePorts, pods, targets, type Installation } from './installation.js'
import type { PodSpec } from './pod-options.js'

/** A build may find nothing in the caches of this machine. */
const buildMs = 20 * 60_000
jest.setTimeout(240_000)

const megabytes = { 'composer-api': 250, 'worker-api': 250, operations: 250, 'manifest-maker': 450 }

const say = (line: string) => process.stderr.write(`images: ${line}\n`)

describeWith('podman-with-bases', 'the images', (podman) => {
  describeWith('helm', 'run as the charts run them', (helm) => {
    let installed: Installation
    let worker: DemoWorker | undefined
    const ports = new Map<string, { PORT: number; INTERNAL_PORT: number }>()
    beforeAll(async () => {
      const begun = performance.now()
      installed = await createInstallation({ podman, helm })
      say(`built in ${Math.round((performance.now() - begun) / 1000)} s`)
      for (const pod of pods) ports.set(pod, await freePorts())
    }, buildMs)
    afterAll(async () => {
      await worker?.stop()
      await installed.remove()
    })

    const urlOf = (chart: 'composer-api' | 'worker-api') => `http://127.0.0.1:${ports.get(chart)?.PORT}`
    const podOf = (chart: (typeof pods)[number], values: object = {}) =>
      only<IDeployment>(installed.render(chart, values), 'Deployment').spec?.template.spec as PodSpec
    const start = async (chart: (typeof pods)[number], values: object, volumes: Record<string, string>) => {
      const port = ports.get(chart)?.INTERNAL_PORT ?? 0
      const { seconds, cpuSeconds, memory } = await installed.start(
        chart,
        podOf(chart, values),
        port,
        volumes,
      )
      const took = `${seconds.toFixed(1)} s and ${cpuSeconds.toFixed(1)} s of CPU`
      say(`${chart}: ready after ${took}, with ${Math.round(memory)} MiB`)
    }

    it.each(targets)('%s is of a moderate size', async (target) => {
      const size = (await installed.size(target)) / 1e6
      say(`${target}: ${Math.round(size)} MB`)
      expect(size).toBeLessThan(megabytes[target])
    })

    it('operations migrates the database', async () => {
      const pod = only<IJob>(installed.render('shared'), 'Job').spec?.template.spec as PodSpec
      expect(await installed.run(pod)).toContain('"level":"info"')
    })

    const artifacts = { name: 'artifacts', path: '/var/lib/composer', claim: 'artifacts' }
    const settings = { HOST: '127.0.0.1', AUTH_MODE: 'none', ARTIFACTS_URL: 'file:///var/lib/composer' }

    it('composer-api gets ready, with its secret as a variable', async () => {
      const values = { settings: { ...settings, ...ports.get('composer-api') }, mounts: [artifacts] }
      await start('composer-api', values, { artifacts: installed.cluster.artifacts })
    })

    it('worker-api gets ready, with its secret as a file', async () => {
      const values = {
        settings: { ...settings, ...ports.get('worker-api'), DATABASE_URL_FILE: '/etc/composer/db/url' },
        secretSettings: { DATABASE_URL: null },
        mounts: [artifacts, { name: 'db', path: '/etc/composer/db', secret: 'composer-db' }],
      }
      const { artifacts: folder, secret } = installed.cluster
      await start('worker-api', values, { artifacts: folder, db: secret })
    })

    it('manifest-maker gets ready, with a program that stands in for image-builder', async () => {
      const recordings = join(installed.root, 'packages/manifest-maker/tests/recordings')
      const program = installed.programFolder
      const values = {
        settings: {
          HOST: '127.0.0.1',
          WORKER_API_URL: urlOf('worker-api'),
          INTERNAL_PORT: ports.get('manifest-maker')?.INTERNAL_PORT,
        },
        // It writes down its runs, and reads what the real one was recorded to ask for.
        mounts: [
          { name: 'program', path: program, claim: 'program' },
          { name: 'recordings', path: recordings, configMap: 'recordings' },
        ],
      }
      await start('manifest-maker', values, { program, recordings })
    })

    it.each(pods)('%s has no rights but its own', async (chart) => {
      const container = installed.running.get(chart)
      const status = (await container?.exec('cat', '/proc/1/status')) ?? ''
      const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1]
      expect([field('Uid'), field('Gid')]).toEqual(['1000', '1000'])
      expect(['CapPrm', 'CapEff', 'CapBnd'].map(field)).toEqual(Array(3).fill('0000000000000000'))
      expect([field('NoNewPrivs'), field('Seccomp')]).toEqual(['1', '2'])
      await expect(container?.exec('touch', '/app/x')).rejects.toThrow('Read-only file system')
    })

    it('a compose reaches success through all of them', async () => {
      worker = startDemoWorker({
        api: { url: urlOf('worker-api') },
        arch: 'x86_64',
        workMs: 0,
        heartbeatMs: 15_000,
        log: { info() {}, warn() {} },
      })
      const api = `${urlOf('composer-api')}/api/image-builder-composer/v2`
      const body: unknown = JSON.parse(readFileSync(join(installed.root, 'samples/guest-image.json'), 'utf8'))
      const posted = await call(`${api}/compose`, 'POST', { body })
      expect(posted.status).toBe(201)
      const compose = `${api}/composes/${posted.body.id}`
      const ended = await follow(() => call(compose, 'GET'))
      expect(ended.body).toMatchObject({ status: 'success' })
      const { body: documents } = await call(`${compose}/manifests`, 'GET')
      expect(documents.manifests).toEqual([expect.objectContaining({ version: '2' })])
      expect((await call(`${compose}/download`, 'GET')).status).toBe(200)
    })

    it('operations does the maintenance', async () => {
      const values = { settings: { ARTIFACTS_URL: settings.ARTIFACTS_URL }, mounts: [artifacts] }
      const job = only<ICronJob>(installed.render('shared', values), 'CronJob').spec?.jobTemplate.spec
      const output = await installed.run(job?.template.spec as PodSpec, {
        artifacts: installed.cluster.artifacts,
      })
      expect(output).toContain('"complete":true')
    })

    it.each(pods)('%s ends in good order when it is told to', async (chart) => {
      const grace = podOf(chart).terminationGracePeriodSeconds ?? 0
      const begun = performance.now()
      expect(await installed.running.get(chart)?.stop(grace)).toBe(0)
      say(`${chart}: ended after ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    })
  })
})
