import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Name of the program that serves a second, independently written S3; installed by the CI script from PyPI. */
const PROGRAM = 'moto_server'

export function motoIsInstalled(): boolean {
  return spawnSync(PROGRAM, ['--help'], { stdio: 'ignore' }).status === 0
}

/** Starts moto's S3 on a free port of loopback. */
export async function startMoto(): Promise<{ endpoint: string; close(): Promise<void> }> {
  const child = spawn(PROGRAM, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const endpoint = await endpointOf(child)
  return {
    endpoint,
    async close() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function endpointOf(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('moto has no standard error')
  for await (const line of createInterface(child.stderr)) {
    const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
    if (address !== undefined) {
      child.stderr.resume()
      return address
    }
  }
  throw new Error('moto ended without serving')
}
