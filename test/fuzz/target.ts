import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createTestDatabase, expectDocumented, type TestDatabase } from '@composer/testkit'
import { startServiceProcess, type ServiceProcess } from '../system/service-process.js'
import { BASE_PATHS, type Api } from '../system/start-system.js'
import { limitMemory, type MemoryLimit } from './memory-limit.js'
import { startPulse } from './pulse.js'
import { tell, type FuzzSettings } from './settings.js'

export interface FuzzRequest {
  method: string
  /** Below the base path, encoded as it goes over the wire. */
  path: string
  headers: Record<string, string>
  body?: string | Buffer
}

export interface FuzzAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** Undefined when it is no JSON. */
  body: { [member: string]: unknown } | undefined
}

const loopWatch = new URL('loop-watch.mjs', import.meta.url)

/** Both services as processes, as the charts start them, over a database of their own. */
export interface Target {
  database: TestDatabase
  /** With their base paths. */
  urls: Record<Api, string>
  /** Sends a request and holds its answer against the document; a 5xx must be among `known`. */
  send(api: Api, sent: FuzzRequest, known?: readonly string[]): Promise<FuzzAnswer>
  /** @throws Error when a process does not answer its liveness probe, or was killed for its memory, or held it up */
  checkAlive(): Promise<void>
  stop(): Promise<void>
}

/** Milliseconds of a processor in which `/livez` is not answered at most. */
const longestStep = 200

/** Milliseconds until `/livez` is answered, without what the machine did to it; judged in the long form only. */
const longestAnswer = 200

/** As in the charts. */
const heapMib = { composer: 384, worker: 320 }

export async function startTarget(settings: FuzzSettings): Promise<Target> {
  const database = await createTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'))
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const limits: Partial<Record<Api, MemoryLimit>> = {}
  const loopFile = (api: Api) => `${folder}-loop-${api}`
  const processes = {} as Record<Api, ServiceProcess>
  for (const api of ['composer', 'worker'] as const) {
    const limit = settings.memoryMib === undefined ? undefined : await limitMemory(api, settings.memoryMib)
    if (limit) limits[api] = limit
    processes[api] = await startServiceProcess(
      `${api}-api`,
      {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: database.url,
        AUTH_MODE: 'none',
        ARTIFACTS_URL: pathToFileURL(folder).href,
        MANIFESTS: 'workers',
        DEPSOLVE_TIMEOUT_SECONDS: '30',
        REQUEST_JOB_TIMEOUT_SECONDS: '1',
        NODE_OPTIONS: `--max-old-space-size=${heapMib[api]} --import ${loopWatch.href}`,
        LOOP_WATCH_FILE: loopFile(api),
      },
      limit?.launcher,
    )
    process.kill(processes[api].pid, 'SIGUSR2')
  }
  const pulse = startPulse({
    composer: { url: processes.composer.internalUrl, pid: processes.composer.pid },
    worker: { url: processes.worker.internalUrl, pid: processes.worker.pid },
  })
  const steps = async (api: Api): Promise<number> => Number(await readFile(loopFile(api), 'utf8'))

  const target: Target = {
    database,
    urls: {
      composer: processes.composer.publicUrl + BASE_PATHS.composer,
      worker: processes.worker.publicUrl + BASE_PATHS.worker,
    },
    async send(api, sent, known = []) {
      const answer = await exchange(processes[api].publicUrl + BASE_PATHS[api], sent, agent)
      try {
        expectDocumented(api, sent.method, sent.path, answer)
        if (sent.method !== 'HEAD' && answer.status >= 500 && !known.includes(String(answer.body?.['id'])))
          throw new Error(`a fault of the service: ${answer.status} ${answer.text.slice(0, 500)}`)
      } catch (error) {
        throw new Error(`${describe(sent)}\n${(error as Error).message}`, { cause: error })
      }
      // A HEAD does not say which fault it was.
      return answer.status >= 500 && sent.method === 'HEAD'
        ? target.send(api, { ...sent, method: 'GET' }, known)
        : answer
    },
    async checkAlive() {
      for (const api of ['composer', 'worker'] as const) {
        const { internalUrl, output } = processes[api]
        const { kills } = (await limits[api]?.read()) ?? { kills: 0 }
        const alive = await fetch(`${internalUrl}/livez`).then(
          ({ ok }) => ok,
          () => false,
        )
        if (!alive || kills > 0) throw new Error(`${api}-api died:\n${output().slice(-4000)}`)
        const step = await steps(api)
        if (step > longestStep)
          throw new Error(`${api}-api did nothing else for ${step.toFixed(0)} ms of a processor`)
        const { own } = (await pulse.longest())[api]
        if (settings.minutes !== undefined && own > longestAnswer)
          throw new Error(`${api}-api answered /livez after ${own.toFixed(0)} ms that were its own`)
      }
    },
    async stop() {
      agent.destroy()
      const longest = await pulse.longest()
      await pulse.stop()
      for (const api of ['composer', 'worker'] as const) {
        const { passed, own } = longest[api]
        const livez = `longest answer of /livez ${own.toFixed(0)} ms (by the clock ${passed.toFixed(0)} ms)`
        tell(`${api}-api: longest step ${(await steps(api)).toFixed(0)} ms of a processor, ${livez}`)
      }
      for (const [api, service] of Object.entries(processes)) {
        await service.stop()
        const limit = limits[api as Api]
        if (!limit) continue
        tell(`${api}-api used ${Math.round((await limit.read()).peakMib)} MiB of ${settings.memoryMib}`)
        await limit.remove()
      }
      await database.drop()
      for (const left of [folder, loopFile('composer'), loopFile('worker')])
        await rm(left, { recursive: true, force: true })
    },
  }
  return target
}

/** Longer than anything that waits on purpose: who gets no answer at all would be a finding. */
const answerWithinMs = 120_000

/** One request that is sent exactly as it is; once more where the connection was closed behind the answer before it. */
async function exchange(base: string, sent: FuzzRequest, agent: Agent): Promise<FuzzAnswer> {
  const { hostname, port, pathname } = new URL(base)
  const { method, body } = sent
  // Without it the body of a GET would be the next request.
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
  const headers = { ...sent.headers, ...length }
  const outgoing = request({ hostname, port, agent, method, path: pathname + sent.path, headers })
  // A service that answers before it has read all may close the connection under the rest.
  outgoing.on('error', () => undefined)
  outgoing.end(body)
  const signal = AbortSignal.timeout(answerWithinMs)
  try {
    const [response] = (await once(outgoing, 'response', { signal })) as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    return { status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) }
  } catch (error) {
    outgoing.destroy()
    if (outgoing.reusedSocket && !signal.aborted) return exchange(base, sent, agent)
    throw new Error(`${describe(sent)}\nno answer: ${(error as Error).message}`, { cause: error })
  }
}

function parsed(text: string): FuzzAnswer['body'] {
  try {
    return JSON.parse(text) as FuzzAnswer['body']
  } catch {
    return undefined
  }
}

/** Enough of a request to send it again. */
function describe({ method, path, headers, body }: FuzzRequest): string {
  const text = body?.toString() ?? ''
  const shown = text.length > 3000 ? `${text.slice(0, 3000)}… (${text.length} characters)` : text
  return `${method} ${path.slice(0, 500)} ${JSON.stringify(headers).slice(0, 500)}\n${shown}`
}
