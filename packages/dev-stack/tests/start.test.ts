import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

/** What `npm start` runs once everything is installed and built. */
const program = fileURLToPath(new URL('../dist/dev-main.js', import.meta.url))

interface Running {
  child: ChildProcess
  ready: string
  composerApi: string
  lines: string[]
}

/** A start takes two seconds, and many more while other suites use the processors. */
jest.setTimeout(240_000)

describe('npm start', () => {
  let folder: string
  let running: ChildProcess[]
  beforeEach(async () => {
    running = []
    folder = await mkdtemp(join(tmpdir(), 'dev-stack-'))
    // As for a checkout in /srv: Postgres, which runs as another user when we are root, can get in.
    await chmod(folder, 0o755)
  })
  afterEach(async () => {
    for (const child of running) await end(child, 'SIGTERM')
    await rm(folder, { recursive: true, force: true })
  })

  const launch = (environment: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [program], {
      env: {
        PATH: process.env.PATH,
        DATA_DIR: folder,
        COMPOSER_API_PORT: '0',
        WORKER_API_PORT: '0',
        DEMO_WORKERS: '0',
        // As under npm, so that it ends when we are killed.
        npm_lifecycle_event: 'start',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.push(child)
    return child
  }
  const start = async (environment?: Record<string, string>): Promise<Running> => {
    const child = launch(environment)
    if (!child.stdout) throw new Error('no output')
    const lines: string[] = []
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        lines.push(line)
        const composerApi = /^ready composer-api=(\S+) worker-api=\S+ database=\S+$/.exec(line)?.[1]
        if (composerApi !== undefined) resolve({ child, ready: line, composerApi, lines })
      })
      child.once('exit', () => reject(new Error(`ended before it was ready:\n${lines.join('\n')}`)))
    })
  }
  const failure = async (environment: Record<string, string>) => {
    const child = launch(environment)
    const output: Buffer[] = []
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
    const [code] = (await once(child, 'close')) as [number]
    return { code, output: Buffer.concat(output).toString() }
  }
  const isUp = async (url: string) => (await fetch(`${url}/api/image-builder-composer/v2/openapi`)).ok
  const postgresPid = async () =>
    Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s with code 0 and leaves no process behind',
    async (signal) => {
      const { child, composerApi, ready } = await start()
      const pid = await postgresPid()
      expect(await isUp(composerApi)).toBe(true)
      expect(new URL(ready.split('database=')[1] ?? '').password).toBe('')

      expect(await end(child, signal)).toBe(0)

      expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    },
  )

  it('starts again on the same folder, also after it was killed', async () => {
    const first = await start()
    await end(first.child, 'SIGTERM')
    const second = await start()
    await end(second.child, 'SIGKILL')

    const third = await start()

    expect(await isUp(third.composerApi)).toBe(true)
  })

  it('runs beside another copy with another folder, and refuses to share one', async () => {
    const first = await start()
    const second = await start({ DATA_DIR: join(folder, 'second') })

    const { code, output } = await failure({})

    expect(code).toBe(1)
    expect(output).toContain(`in use by process ${first.child.pid}`)
    expect(await isUp(first.composerApi)).toBe(true)
    expect(await isUp(second.composerApi)).toBe(true)
  })

  it('tells when there is no image-builder for a real maker', async () => {
    const { code, output } = await failure({ MANIFEST_MAKER: 'real', IMAGE_BUILDER: 'no-such-program' })

    expect(code).toBe(1)
    expect(output).toContain('IMAGE_BUILDER: there is no program no-such-program')
  })

  it('names every wrong setting and starts nothing', async () => {
    const { code, output } = await failure({ COMPOSER_API_PORT: 'http', DEMO_WORKERS: '-1' })

    expect(code).toBe(1)
    expect(output).toContain('COMPOSER_API_PORT')
    expect(output).toContain('DEMO_WORKERS')
  })
})

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return child.exitCode
}
