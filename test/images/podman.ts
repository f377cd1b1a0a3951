import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const here = ['--pull', 'never', '--network', 'host']

export interface Container {
  /** Runs a command in it and answers what that prints. */
  exec(...command: string[]): Promise<string>
  /** SIGTERM, then SIGKILL after the grace; answers the exit code, 137 for one that was killed. */
  stop(graceSeconds: number): Promise<number>
  /** Everything it wrote. */
  log(): Promise<string>
}

export interface BuildOptions {
  root: string
  target: string
  tag: string
  arguments?: Record<string, string>
  /** Folders of this machine in the place of stages, by the name of the stage. */
  contexts?: Record<string, string>
  /** Folders of this machine that RUN commands see; what they write there is dropped. */
  volumes?: Record<string, string>
}

/** The containers of one suite, which share the network of this machine. */
export function createPodman(program: string) {
  const started: string[] = []
  const podman = async (...args: string[]) =>
    (await execute(program, args, { maxBuffer: 256 * 1024 * 1024 })).stdout.trim()

  return {
    /** @throws {Error} with the output of the build */
    async build({ root, target, tag, arguments: given = {}, contexts = {}, volumes = {} }: BuildOptions) {
      const options = [
        ...Object.entries(given).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
        ...Object.entries(contexts).flatMap(([name, folder]) => ['--build-context', `${name}=${folder}`]),
        ...Object.entries(volumes).flatMap(([outside, inside]) => ['--volume', `${outside}:${inside}:O`]),
      ]
      await podman(
        'build',
        '--pull-never',
        '--network',
        'host',
        ...options,
        '--target',
        target,
        '--tag',
        tag,
        root,
      )
    },
    /** Bytes of all layers. */
    size: async (image: string) => Number(await podman('image', 'inspect', '--format', '{{.Size}}', image)),
    /** Runs a container to its end and answers what it wrote. @throws {Error} when it fails, with its output */
    run: (image: string, options: string[], ...command: string[]) =>
      podman('run', '--rm', ...here, ...options, image, ...command),
    async start(image: string, options: string[]): Promise<Container> {
      const id = await podman('run', '--detach', ...here, ...options, image)
      started.push(id)
      return {
        exec: (...command) => podman('exec', id, ...command),
        async stop(graceSeconds) {
          await podman('stop', '--time', String(graceSeconds), id)
          return Number(await podman('inspect', '--format', '{{.State.ExitCode}}', id))
        },
        log: async () => {
          const { stdout, stderr } = await execute(program, ['logs', id])
          return stdout + stderr
        },
      }
    },
    async removeContainers() {
      if (started.length > 0) await podman('rm', '--force', '--time', '0', ...started.splice(0))
    },
    /** Images that a newer build has replaced, and the containers of builds that were interrupted, which hold some. */
    prune: () => podman('image', 'prune', '--force', '--external'),
  }
}
