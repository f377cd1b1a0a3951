import {
  createImageBuilderHandler,
  createWorkerClient,
  findProgram,
  runWorker,
  type WorkerLog,
} from './index.js'

/** The names of Node.js for architectures, where the worker API has others. */
const ARCHITECTURES: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64', ppc64: 'ppc64le' }

const { WORKER_API_URL = 'http://localhost:8700', WORKER_API_BASE_PATH, PATH = '', HOME = '/' } = process.env
const program = await findProgram('image-builder', PATH)
if (program === undefined) {
  console.error('image-builder is not in the PATH: this worker could do nothing')
  process.exit(1)
}

const line = (level: string) => (message: string, fields: object) =>
  console.log(JSON.stringify({ level, message, ...fields }))
const log: WorkerLog = { info: line('info'), warn: line('warn') }
const arch = ARCHITECTURES[process.arch] ?? process.arch
const basePath = WORKER_API_BASE_PATH === undefined ? {} : { basePath: WORKER_API_BASE_PATH }
const client = createWorkerClient({ url: WORKER_API_URL, arch, ...basePath })
const handler = createImageBuilderHandler({ program, env: { PATH, HOME } })
const worker = runWorker({ client, handlers: { 'image-builder-manifest': handler }, log })

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void worker.stop()
    process.once(signal, () => void worker.kill())
  })
}
await worker.done
await client.close()
