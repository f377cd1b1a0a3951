import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chown, mkdir, open, readdir, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import getPort from 'get-port'
import pg from 'pg'
import { findBinaries, type Binaries } from './binaries.js'
import { followUs } from './follow-us.js'
import { serverOwner, type Owner } from './owner.js'
import { runningPostmaster, stopPostmaster } from './postmaster.js'

const run = promisify(execFile)

export interface LocalPostgresOptions {
  /** Data folder. Created if it does not exist; an existing cluster in it is used again. */
  dataDir: string
  /** 0 or absent: any free port. */
  port?: number
  /** False switches fsync off, for tests, whose data may be lost in a crash. Default true. */
  durable?: boolean
  /** The folder is removed when the server is stopped. Default false. */
  temporary?: boolean
  /** Further server settings, as for `postgres -c name=value`. */
  settings?: Record<string, string>
  /** Exports of the npm package with the binaries of another version. Default: the version that is installed here. */
  binaries?: { initdb: string }
}

export interface LocalPostgres {
  /**
   * URL of database `postgres` as superuser `postgres`. No password is needed; the server listens on 127.0.0.1 only.
   */
  url: string
  port: number
  pid(): number
  /** Fast shutdown: sessions are ended, data is safe. */
  stop(): Promise<void>
  /** Immediate shutdown: sessions are cut, and the next start recovers from the log, as after a crash. */
  crash(): Promise<void>
  /** Starts the server again after `stop` or `crash`. */
  start(): Promise<void>
  restart(): Promise<void>
  /** Freezes every server process with SIGSTOP, like a machine that hangs. */
  pause(): Promise<void>
  resume(): Promise<void>
}

/**
 * Starts a Postgres server in `dataDir`: as `nobody` if we are root, and with UTF-8 whatever the locale is. The server
 * stops when this process ends, even if it is killed. A server that still runs on the folder is stopped first.
 * @throws Error naming the server's log file if the server does not start
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const owner = await serverOwner()
  const binaries = await findBinaries(owner !== undefined, options.binaries)
  const orphan = await runningPostmaster(options.dataDir)
  if (orphan !== undefined) await stopPostmaster(orphan)
  await initialise(options.dataDir, binaries, owner)
  const port = options.port ? options.port : await getPort({ host: '127.0.0.1' })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const start = () => startServer(options, binaries, owner, port, url)
  let server = await start()
  const pid = () => {
    if (server.pid === undefined) throw new Error('Postgres is not running')
    return server.pid
  }
  const follow = () => followUs(pid(), options.dataDir, options.temporary ?? false)
  let unfollow = follow()
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      await signalAll(pid(), 'SIGCONT')
      server.kill(signal)
      await ended
    }
    await unfollow()
  }
  const startAgain = async () => {
    server = await start()
    unfollow = follow()
  }
  return {
    url,
    port,
    pid,
    async stop() {
      await end('SIGINT')
      if (options.temporary) await rm(options.dataDir, { recursive: true, force: true })
    },
    crash: () => end('SIGQUIT'),
    start: startAgain,
    async restart() {
      await end('SIGINT')
      await startAgain()
    },
    pause: () => signalAll(pid(), 'SIGSTOP'),
    resume: () => signalAll(pid(), 'SIGCONT'),
  }
}

async function initialise(dataDir: string, { initdb }: Binaries, owner: Owner | undefined): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  if (owner) await chown(dataDir, owner.uid, owner.gid)
  const files = await readdir(dataDir)
  if (files.includes('PG_VERSION')) return
  if (files.length > 0) throw new Error(`${dataDir} is neither empty nor a Postgres data folder`)
  try {
    await run(
      initdb,
      [
        '-D',
        dataDir,
        '-U',
        'postgres',
        '-A',
        'trust',
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
        '--no-instructions',
      ],
      { cwd: dataDir, env: serverEnvironment(), ...owner },
    )
  } catch (error) {
    await Promise.all((await readdir(dataDir)).map((name) => rm(join(dataDir, name), { recursive: true })))
    throw error
  }
}

async function startServer(
  options: LocalPostgresOptions,
  { postgres }: Binaries,
  owner: Owner | undefined,
  port: number,
  url: string,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ...(options.durable === false
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
    ...options.settings,
  }
  const log = join(options.dataDir, 'server.log')
  const logFile = await open(log, 'w')
  if (owner) await logFile.chown(owner.uid, owner.gid)
  const server = spawn(
    postgres,
    [
      '-D',
      options.dataDir,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // `detached` gives it a process group of its own: otherwise Ctrl-C in a terminal would stop the server before us.
    {
      cwd: options.dataDir,
      env: serverEnvironment(),
      stdio: ['ignore', logFile.fd, logFile.fd],
      detached: true,
      ...owner,
    },
  )
  const failed = once(server, 'error')
  void failed.catch(() => undefined)
  await logFile.close()
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) {
      throw new Error(`Postgres did not start in ${options.dataDir}; its log is ${log}`)
    }
    if (await answers(url)) return server
    await pause(20)
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Sends a signal to the postmaster and its child processes, which `ps` finds even if the postmaster is frozen. */
async function signalAll(postmaster: number, signal: NodeJS.Signals): Promise<void> {
  const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(postmaster)]).catch(() => ({
    stdout: '',
  }))
  for (const pid of [postmaster, ...stdout.split('\n').map(Number)]) {
    if (pid > 0) signalOne(pid, signal)
  }
}

/** Sends a signal to a process; no error if it has ended since it was listed. */
function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Almost nothing of our environment: PG* variables and unknown locales must not affect the server. */
const serverEnvironment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' })
