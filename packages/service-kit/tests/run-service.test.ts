import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage, type RequestOptions } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import express, { type Express } from 'express'
import { Registry } from 'prom-client'
import {
  createLogger,
  httpLimits,
  type RunningService,
  runService,
  type ServiceOptions,
  stopOnSignals,
} from '@composer/service-kit'
import { collectLogLines } from '@composer/testkit'

let folder: string
let service: RunningService | undefined
const log = collectLogLines(createLogger)

beforeEach(async () => {
  log.clear()
  folder = await mkdtemp(join(tmpdir(), 'service-'))
})
afterEach(async () => {
  await service?.stop()
  service = undefined
  await rm(folder, { recursive: true, force: true })
})

async function run(publicApp: Express, changes: Partial<ServiceOptions> = {}): Promise<RunningService> {
  service = await runService({
    name: 'test',
    host: '127.0.0.1',
    port: 0,
    internalPort: 0,
    graceSeconds: 30,
    publicApp,
    registry: new Registry(),
    checks: [],
    logger: log.logger,
    ...changes,
  })
  return service
}

/** An app whose `/slow` answers when it is told to. */
function slowApp(finished = () => undefined as void) {
  let release = () => undefined as void
  const released = new Promise<void>((resolve) => (release = resolve))
  let arrived = () => undefined as void
  const arrival = new Promise<void>((resolve) => (arrived = resolve))
  const app = express()
  app.get('/quick', (_req, res) => void res.send('quick'))
  app.get('/slow', async (_req, res) => {
    res.once('finish', () => finished())
    arrived()
    await released
    res.send('slow')
  })
  return { app, arrival, release: () => release() }
}

async function get(url: string | RequestOptions, options: RequestOptions = {}) {
  const sent = typeof url === 'string' ? request(url, options) : request(url)
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  let content = ''
  for await (const chunk of answer) content += String(chunk)
  return { status: answer.statusCode, headers: answer.headers, text: content }
}

/** Whether a request was answered or its connection was cut or refused. */
const outcome = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'answered',
    () => 'cut',
  )

describe('A running service', () => {
  it('tells on its internal port that it lives and what it waits for', async () => {
    let database: Error | undefined = new Error('postgres://u:hunter2@db is away')
    const { internalUrl } = await run(express(), {
      checks: [
        {
          name: 'database',
          async check() {
            if (database) throw database
            return 'answers'
          },
        },
      ],
    })
    expect(await get(`${internalUrl}/livez`)).toMatchObject({ status: 200 })
    expect(await get(`${internalUrl}/metrics`)).toMatchObject({ status: 200 })
    const away = await get(`${internalUrl}/readyz`)
    expect([away.status, JSON.parse(away.text)]).toEqual([
      503,
      {
        status: 'not ready',
        checks: { database: { ok: false, text: 'postgres://u:[redacted]@db is away' } },
      },
    ])
    await get(`${internalUrl}/readyz`)
    database = undefined
    expect(JSON.parse((await get(`${internalUrl}/readyz`)).text)).toEqual({
      status: 'ready',
      checks: { database: { ok: true, text: 'answers' } },
    })
    const turns = log.lines().filter(({ message }) => /ready/i.test(String(message)))
    expect(turns.map(({ message }) => message)).toEqual(['Not ready', 'Ready again'])
  })

  it('keeps idle connections longer than the 90 s of its clients, and cuts no long request', () => {
    expect(httpLimits.keepAliveTimeout).toBeGreaterThan(90_000)
    expect(httpLimits.requestTimeout).toBe(0)
  })

  it('listens on a unix socket, replaces a dead one and leaves a live one alone', async () => {
    const path = join(folder, 'api.sock')
    const dead = createServer().listen(path)
    await once(dead, 'listening')
    // A process that is killed leaves its socket file behind; closing would remove it.
    ;(dead as unknown as { _handle: { close(): void } })._handle.close()
    const { app } = slowApp()
    const { publicUrl } = await run(app, { port: path })
    expect(publicUrl).toBe(`unix:${path}`)
    expect((await stat(path)).mode & 0o777).toBe(0o660)
    expect(await get({ socketPath: path, path: '/quick' })).toMatchObject({ text: 'quick' })
    const first = service
    await expect(run(app, { port: path })).rejects.toThrow('Another process listens on')
    await first?.stop()
    service = undefined
  })

  it('does not remove a file that is no socket', async () => {
    const path = join(folder, 'file')
    await writeFile(path, '')
    await expect(run(express(), { port: path })).rejects.toThrow('is no socket')
  })

  it('that cannot listen leaves nothing open', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address() as { port: number }
    let closed = false
    const start = run(express(), {
      port: address.port,
      onStopped: async () => void (closed = true),
    })
    await expect(start).rejects.toThrow('EADDRINUSE')
    expect(closed).toBe(true)
    taken.close()
  })
})

describe('A stop', () => {
  it('stops being ready, answers polls, ends connections with the answers that are due, then closes what they used', async () => {
    const steps: string[] = []
    const { app, arrival, release } = slowApp(() => void steps.push('answered'))
    const { publicUrl, internalUrl, stop } = await run(app, {
      async onStopping() {
        const { status, text } = await get(`${internalUrl}/readyz`)
        steps.push(`stopping, ready: ${status} ${(JSON.parse(text) as { status: string }).status}`)
        release()
      },
      async onStopped() {
        steps.push('closed')
      },
    })
    const slow = get(`${publicUrl}/slow`)
    await arrival
    expect(await stop()).toBe(true)
    expect(await slow).toMatchObject({ text: 'slow', headers: { connection: 'close' } })
    expect(steps).toEqual(['stopping, ready: 503 stopping', 'answered', 'closed'])
    await expect(get(`${publicUrl}/quick`)).rejects.toThrow('ECONNREFUSED')
  })

  it('cuts what is still open when the grace time is over, and says so', async () => {
    const { app, arrival } = slowApp()
    const { publicUrl, stop } = await run(app, { graceSeconds: 0 })
    const slow = outcome(get(`${publicUrl}/slow`))
    await arrival
    expect(await stop()).toBe(false)
    expect(await slow).toBe('cut')
    expect(log.text()).toContain('Connections were cut')
  })

  it('goes on when a step of it fails', async () => {
    const { stop } = await run(express(), {
      onStopping: () => {
        throw new Error('broken')
      },
    })
    expect(await stop()).toBe(false)
    expect(await log.next('A step of the stop failed')).toMatchObject({ step: 'stopping' })
  })

  it('happens once, however often it is asked for', async () => {
    let closed = 0
    const { stop } = await run(express(), { onStopped: async () => void (closed += 1) })
    await Promise.all([stop(), stop()])
    expect(closed).toBe(1)
  })
})

describe('The entry point', () => {
  /** A process of our own. */
  function fakeProcess() {
    const listeners = new Map<string, (reason: unknown) => void>()
    let exited = (_code: number) => undefined as void
    const exit = new Promise<number>((resolve) => (exited = resolve))
    const target = {
      on: (event: string, listener: (reason: unknown) => void) => listeners.set(event, listener),
      exit: ((code: number) => exited(code)) as never,
    }
    return { target, exit, emit: (event: string, reason?: unknown) => listeners.get(event)?.(reason) }
  }
  const serviceThatStops = (stop: () => Promise<boolean>) =>
    ({ name: 'x', publicUrl: '', internalUrl: '', logger: log.logger, stop }) satisfies RunningService

  it.each([
    ['SIGTERM', true, 0],
    ['SIGINT', true, 0],
    ['SIGTERM', false, 1],
  ])('stops on %s; clean: %s exits %i', async (signal, clean, code) => {
    const { target, exit, emit } = fakeProcess()
    stopOnSignals(
      serviceThatStops(async () => clean),
      target,
    )
    emit(signal)
    expect(await exit).toBe(code)
  })

  it('exits 1 at once on a second signal', async () => {
    const { target, exit, emit } = fakeProcess()
    stopOnSignals(
      serviceThatStops(() => new Promise(() => undefined)),
      target,
    )
    emit('SIGTERM')
    emit('SIGINT')
    expect(await exit).toBe(1)
  })

  it('logs an error that nobody caught and exits 1', async () => {
    const { target, exit, emit } = fakeProcess()
    stopOnSignals(
      serviceThatStops(async () => true),
      target,
    )
    emit('uncaughtException', new Error('lost'))
    expect(await exit).toBe(1)
    expect(log.lines()[0]).toMatchObject({ level: 'error', error: { message: 'lost' } })
  })
})

describe('A connection', () => {
  it('that sends nothing useful does not keep a stop waiting', async () => {
    const { publicUrl, stop } = await run(express())
    const idle = connect(Number(new URL(publicUrl).port), '127.0.0.1')
    await once(idle, 'connect')
    expect(await stop()).toBe(true)
    idle.destroy()
  })
})
