import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'

/**
 * Waits for the end of its standard input, which comes when this process ends, for whatever reason. Then it stops the
 * server with SIGINT. If the folder is temporary, it waits until the server has removed its lock file and removes the
 * folder. Arguments: process id of the server, data folder, `temporary` or ''.
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
 * Starts a watcher process that stops the server when this process ends. The server has its own process group, so it
 * does not get signals to ours, and it would go on after this process was killed.
 * @returns a function that ends the watcher; call it after the server was stopped
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
