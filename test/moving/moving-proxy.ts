import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { fileURLToPath } from 'node:url'
import getPort from 'get-port'

const configuration = fileURLToPath(new URL('../../docs/moving/haproxy.cfg', import.meta.url))

export interface MovingProxy {
  composerUrl: string
  workerUrl: string
  stop(): Promise<void>
}

export interface MovingPorts {
  oldComposer: number
  oldWorkers: number
  newComposer: number
  newWorkers: number
}

/**
 * HAProxy with the configuration that docs/moving.md hands out.
 * @param move where the move stands
 * @param lastJobsShare how many of a hundred requests for a job go to the installation that gets no new composes
 */
export async function startMovingProxy(
  haproxy: string,
  move: string,
  ports: MovingPorts,
  lastJobsShare: number,
): Promise<MovingProxy> {
  const at = (port: number) => `127.0.0.1:${port}`
  const composer = await getPort({ host: '127.0.0.1' })
  const workers = await getPort({ host: '127.0.0.1' })
  const child = spawn(haproxy, ['-db', '-f', configuration], {
    env: {
      MOVE: move,
      COMPOSER_ADDRESS: at(composer),
      WORKERS_ADDRESS: at(workers),
      OLD_COMPOSER: at(ports.oldComposer),
      OLD_WORKERS: at(ports.oldWorkers),
      NEW_COMPOSER: at(ports.newComposer),
      NEW_WORKERS: at(ports.newWorkers),
      LAST_JOBS_SHARE: String(lastJobsShare),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += String(chunk)))
  while (!(await accepts(workers))) {
    if (child.exitCode !== null) throw new Error(`haproxy ended:\n${printed}`)
  }
  return {
    composerUrl: `http://${at(composer)}`,
    workerUrl: `http://${at(workers)}`,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
