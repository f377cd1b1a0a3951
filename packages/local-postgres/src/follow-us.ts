import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'

/**
 * Waits for the end of its input, which is our own end, however it comes: then stops the server as `stop` does, waits
 * until it has removed its lock file and removes the folder if it is temporary.
 */
const script = `
  read -r _
  kill -CONT "$1"; kill -INT "$1"
  [ "$3" = temporary ] || exit 0
  tries=0
  while [ -e "$2/postmaster.pid" ] && [ $tries -lt 600 ]; do tries=$((tries + 1)); sleep 0.1; done
  rm -rf "$2"
`

/**
 * Lets a server end with this process. The server is in a process group of its own, so a signal to ours does not reach
 * it, and a process that is killed or fails stops nothing by itself.
 * @returns a function that ends this arrangement, for a server that was stopped in order
 */
export function followUs(pid: number, dataDir: string, temporary: boolean): () => Promise<void> {
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(pid), dataDir, temporary ? 'temporary' : ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const ended = once(watcher, 'exit')
  watcher.unref()
  if (watcher.stdin instanceof Socket) watcher.stdin.unref()
  return async () => {
    watcher.ref()
    watcher.kill('SIGKILL')
    await ended
  }
}
