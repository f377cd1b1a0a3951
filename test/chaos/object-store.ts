import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { startServer } from '@composer/testkit'
import getPort from 'get-port'

export interface ObjectStore {
  /** Of the face that can be told to fail. */
  port: number
  bucket: string
  /** Answers every request as a server in trouble, and goes back to passing it on. */
  fail(failing: boolean): void
  /** The keys of the bucket, by the server itself. */
  keys(): Promise<string[]>
  unfinishedUploads(): Promise<string[]>
  stop(): Promise<void>
}

const bucket = 'artifacts'

/** As S3 says it: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const troubles = [
  [503, 'SlowDown'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
] as const

/** A real S3 server, moto, and in front of it a face that can fail. */
export async function startObjectStore(program: string): Promise<ObjectStore> {
  const serverPort = await getPort({ host: '127.0.0.1' })
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(serverPort)], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${serverPort}/${bucket}`
  for (let made = false; !made; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`)
    made = await fetch(url, { method: 'PUT' }).then(
      ({ ok }) => ok,
      () => false,
    )
  }
  let failing = false
  let failures = 0
  const face = await startServer(
    createServer((req, res) => {
      if (failing) {
        const [status, code] = troubles[failures++ % troubles.length] ?? troubles[0]
        res.writeHead(status, { 'Content-Type': 'application/xml', Connection: 'close' })
        res.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>try again</Message></Error>`)
        req.resume()
        return
      }
      const { method, url: path, headers } = req
      const passed = request({ host: '127.0.0.1', port: serverPort, method, path, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      })
      passed.on('error', () => res.destroy())
      res.on('close', () => passed.destroy())
      req.pipe(passed)
    }),
  )
  const list = async (query: string, member: string): Promise<string[]> => {
    const text = await (await fetch(`${url}?${query}`)).text()
    return [...text.matchAll(new RegExp(`<${member}>([^<]*)</${member}>`, 'g'))].map(([, one]) => one ?? '')
  }
  return {
    port: face.port,
    bucket,
    fail: (now) => void (failing = now),
    async keys() {
      const all: string[] = []
      for (let last: string | undefined; ;) {
        const after = last === undefined ? '' : `&start-after=${encodeURIComponent(last)}`
        const page = await list(`list-type=2${after}`, 'Key')
        all.push(...page)
        last = page.at(-1)
        if (last === undefined) return all
      }
    },
    unfinishedUploads: () => list('uploads', 'UploadId'),
    async stop() {
      await face.close()
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
