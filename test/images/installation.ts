import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import getPort from 'get-port'
import { installFakeImageBuilder } from '../../packages/manifest-maker/tests/fake-image-builder.js'
import { makeHelm, type Chart } from '../charts/helm.js'
import type { KubernetesObject } from '../charts/kubernetes-object.js'
import { createCluster } from './cluster.js'
import { podOptions, type PodSpec } from './pod-options.js'
import { createPodman, type Container } from './podman.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

export const pods = ['composer-api', 'worker-api', 'manifest-maker'] as const
export const targets = [...pods, 'operations'] as const
type Target = (typeof targets)[number]

/** The images, built of this work tree, and what runs of them as the charts want it. */
export async function createInstallation(programs: { podman: string; helm: string }) {
  const helm = makeHelm(programs.helm)
  const podman = createPodman(programs.podman)
  const cluster = await createCluster()
  /** Of the program that stands in for image-builder. */
  const programFolder = join(cluster.program, 'usr/local/bin')
  await installFakeImageBuilder(programFolder, '', '/usr/local/bin/node')
  // It writes down its runs beside itself, as user 1000.
  await chmod(programFolder, 0o777)
  // What the images are made of first: with a name it outlives the tidying, so that only changes are built anew.
  for (const target of ['parts', ...targets]) {
    await podman.build({
      root,
      target,
      tag: `localhost/${target}:test`,
      arguments: { NODE_IMAGE: 'localhost/node:24', RUNTIME_IMAGE: 'localhost/debian:12' },
      contexts: { 'image-builder': cluster.program },
      // Packages that this machine has fetched already.
      volumes: Object.fromEntries(
        ['.local/share/pnpm', '.cache/pnpm']
          .filter((folder) => existsSync(join(homedir(), folder)))
          .map((folder) => [join(homedir(), folder), `/root/${folder}`]),
      ),
    })
  }
  const running = new Map<Target, Container>()
  const surroundings = (volumes: Record<string, string>) => ({
    secrets: { 'composer-db': { url: cluster.databaseUrl } },
    volumes,
  })

  return {
    cluster,
    programFolder,
    root,
    running,
    size: (target: Target) => podman.size(`localhost/${target}:test`),
    /** The objects of a chart with these values. */
    render: (chart: Chart, values: object = {}): KubernetesObject[] =>
      helm.template(
        chart,
        ...Object.entries(values).flatMap(([name, value]) => [
          '--set-json',
          `${name}=${JSON.stringify(value)}`,
        ]),
      ),
    /** Runs the pod of a command to its end and answers what it wrote. @throws {Error} when it fails */
    run: (pod: PodSpec, volumes: Record<string, string> = {}) =>
      podman.run(
        'localhost/operations:test',
        podOptions(pod, surroundings(volumes)),
        ...(pod.containers[0]?.args ?? []),
      ),
    /** Starts a pod and waits until it is ready. Answers what that took, and resident memory in MiB. */
    async start(target: Target, pod: PodSpec, internalPort: number, volumes: Record<string, string>) {
      const begun = performance.now()
      const container = await podman.start(`localhost/${target}:test`, podOptions(pod, surroundings(volumes)))
      running.set(target, container)
      await untilReady(`http://127.0.0.1:${internalPort}/readyz`, container)
      const seconds = (performance.now() - begun) / 1000
      const [stat = '', status = ''] = await Promise.all(
        ['stat', 'status'].map((file) => container.exec('cat', `/proc/1/${file}`)),
      )
      const [user, system] = stat.split(') ').at(-1)?.split(' ').slice(11, 13).map(Number) ?? []
      return {
        seconds,
        cpuSeconds: ((user ?? Number.NaN) + (system ?? Number.NaN)) / 100,
        memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
      }
    },
    async remove() {
      await podman.removeContainers()
      await podman.prune()
      await cluster.remove()
      helm.remove()
    },
  }
}

export type Installation = Awaited<ReturnType<typeof createInstallation>>

/** Ports that nobody has, for pods that share the network of this machine. */
export async function freePorts() {
  return { PORT: await getPort(), INTERNAL_PORT: await getPort() }
}

/** Asks until it answers 200. @throws {Error} with the log of a container that ended instead */
async function untilReady(address: string, container: Container): Promise<void> {
  for (;;) {
    const ready = await fetch(address).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (ready) return
    await container.exec('true').catch(async (error: unknown) => {
      throw new Error(await container.log(), { cause: error })
    })
    await pause(50)
  }
}
