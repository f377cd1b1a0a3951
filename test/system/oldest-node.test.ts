import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { describeWith, run } from '../programs.js'
import { call } from './call.js'
import { follow } from './follow.js'

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The suites run on the version that the images carry; this is what is promised of the oldest one. */
describeWith('node-20.19', 'on the oldest Node.js that is supported', (node) => {
  let database: TestDatabase
  let folder: string
  let stack: ChildProcess
  let composerApi: string
  beforeAll(async () => {
    database = await createTestDatabase()
    folder = await mkdtemp(join(tmpdir(), 'oldest-node-'))
    await chmod(folder, 0o755)
    stack = spawn(node, [file('packages/dev-stack/dist/dev-main.js')], {
      env: {
        PATH: process.env['PATH'],
        DATA_DIR: folder,
        DATABASE_URL: database.url,
        COMPOSER_API_PORT: '0',
        WORKER_API_PORT: '0',
        DEMO_WORKERS: '1',
        DEMO_BUILD_SECONDS: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    composerApi = await addressOf(stack)
  })
  afterAll(async () => {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  })

  it('both services start, make a compose and stop', async () => {
    const { engines } = JSON.parse(await readFile(file('package.json'), 'utf8')) as {
      engines: { node: string }
    }
    expect(`v${engines.node.slice('>='.length)}.0`).toBe(run(node, ['--version']).trim())
    const api = `${composerApi}/api/image-builder-composer/v2`
    const body: unknown = JSON.parse(await readFile(file('samples/guest-image.json'), 'utf8'))
    const { status, body: posted } = await call(`${api}/compose`, 'POST', { body })
    expect(status).toBe(201)
    const ended = await follow(() => call(`${api}/composes/${posted.id}`, 'GET'))
    expect(ended.body).toMatchObject({ status: 'success' })
    stack.kill('SIGTERM')
    expect(await once(stack, 'exit')).toEqual([0, null])
  })
})

/** The address of composer-api, once `npm start` would say that it is ready. */
async function addressOf(stack: ChildProcess): Promise<string> {
  if (stack.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: stack.stdout })) {
    const address = /^ready composer-api=(\S+) /.exec(line)?.[1]
    if (address !== undefined) return address
  }
  throw new Error('ended before it was ready')
}
