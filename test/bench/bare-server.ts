import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { memoryOf } from './cpu.js'

/** The same answer as composer-api's constant one, of the same size, from nothing but Node's HTTP server. */
const program = `
import { createServer } from 'node:http'
const body = JSON.stringify({ text: 'x'.repeat(210) })
const server = createServer((_request, response) => {
  response.writeHead(200, ['Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(body.length)])
  response.end(body)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

export interface BareServer {
  url: string
  pid: number
  /** MiB. */
  memory(): Promise<number>
  stop(): Promise<void>
}

/** The floor of what an answer costs: figures against it say the same on every machine. */
export async function startBareServer(): Promise<BareServer> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { pid } = child
  if (pid === undefined) throw new Error('The bare server did not start')
  return {
    url: `http://127.0.0.1:${port}`,
    pid,
    memory: async () => (await memoryOf(pid)).now,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
