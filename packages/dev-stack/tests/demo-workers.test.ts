import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { installFakeImageBuilder } from '../../manifest-maker/tests/fake-image-builder.js'
import { type DevStack, startDevStack } from '../src/index.js'

const samples = new URL('../../../samples/', import.meta.url)

interface Status {
  status: string
  image_status: {
    status: string
    progress?: { done: number; total: number }
    error?: { id: number }
    upload_status?: { type: string }
  }
}

describe.each(['demo', 'real'])('demo workers on the real services, with a %s maker', (maker) => {
  let database: TestDatabase
  let stack: DevStack
  let folder: string
  beforeAll(async () => {
    database = await createTestDatabase()
    folder = await mkdtemp(join(tmpdir(), 'demo-workers-'))
    await installFakeImageBuilder(
      join(folder, 'bin'),
      `const text = JSON.stringify(files)
      if (text.includes('demo-fail-manifest')) { console.error('error: asked for'); process.exit(1) }`,
    )
    stack = await startDevStack({
      environment: {
        DATABASE_URL: database.url,
        DATA_DIR: folder,
        COMPOSER_API_PORT: '0',
        WORKER_API_PORT: '0',
        DEMO_WORKERS: '2',
        MANIFEST_MAKER: maker,
        MANIFEST_SCRATCH_DIR: join(folder, 's'),
        PATH: `${folder}/bin:/usr/bin:/bin`,
        DEMO_BUILD_SECONDS: '1',
        LOG_LEVEL: 'error',
      },
      root: folder,
      log: { info() {}, warn() {} },
    })
  })
  afterAll(async () => {
    await stack.stop()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  })

  const get = (path: string) => fetch(`${stack.composerApiUrl}/api/image-builder-composer/v2${path}`)
  const post = async (path: string, text: string) => {
    const response = await fetch(`${stack.composerApiUrl}/api/image-builder-composer/v2${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    })
    const body = (await response.json()) as { id: string; packages?: { name: string }[] }
    if (response.status >= 300) throw new Error(`${response.status} ${JSON.stringify(body)}`)
    return body
  }
  const sample = (name: string) => readFile(new URL(name, samples), 'utf8')
  /** Every status that was seen until the compose ended. */
  const follow = async (id: string): Promise<Status[]> => {
    const seen: Status[] = []
    for (;;) {
      const status = (await (await get(`/composes/${id}`)).json()) as Status
      seen.push(status)
      if (status.status !== 'pending') return seen
      // Asking again is all that a client can do; the pause only spares the machine.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const compose = async (name: string, change: (text: string) => string = (text) => text) => {
    const { id } = await post('/compose', change(await sample(name)))
    const seen = await follow(id)
    return { id, seen, last: seen.at(-1) }
  }

  it('bring a guest image from pending through building, with progress, to success', async () => {
    const { seen, last } = await compose('guest-image.json')

    expect(last?.status).toBe('success')
    expect(last?.image_status).toMatchObject({ status: 'success', upload_status: { type: 'local' } })
    expect(seen.map(({ image_status: image }) => image.status)).toEqual(
      expect.arrayContaining(['pending', 'building', 'success']),
    )
    expect(seen.some(({ image_status: { progress } }) => progress !== undefined && progress.done > 0)).toBe(
      true,
    )
  })

  it('answer a depsolve', async () => {
    const { packages } = await post('/depsolve/blueprint', await sample('depsolve.json'))

    expect(packages?.map(({ name }) => name)).toContain('nginx')
  })

  it.each([
    ['demo-fail-build', 10],
    ['demo-fail-manifest', 9],
    ['demo-fail-upload', 28],
  ])('fail a compose that asks for %s with error %i', async (word, error) => {
    const { last } = await compose('guest-image.json', (text) => text.replace('web-1', word))

    expect(last?.status).toBe('failure')
    expect(last?.image_status.error?.id).toBe(error)
  })

  it("tell a client what the tenant's workers said of the packages", async () => {
    // A real solver never sees a host name; a repository it does.
    const word = 'demo-fail-depsolve'
    const fails = (text: string) =>
      maker === 'demo'
        ? text.replace('web-1', word)
        : text.replaceAll('packages.example.com', `${word}.example.com`)
    const { last } = await compose('guest-image.json', fails)

    expect(last?.image_status.error).toMatchObject({
      id: 9,
      details: [{ id: 5, details: [{ id: 20, details: expect.stringContaining('demo-fail-depsolve') }] }],
    })
  })

  it('stall a compose that asks for it until it is deleted', async () => {
    const { id } = await post('/compose', (await sample('guest-image.json')).replace('web-1', 'demo-stall'))
    for (;;) {
      const { image_status: image } = (await (await get(`/composes/${id}`)).json()) as Status
      if (image.status === 'building') break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }

    const response = await fetch(`${stack.composerApiUrl}/api/image-builder-composer/v2/composes/${id}`, {
      method: 'DELETE',
    })

    expect(response.status).toBe(200)
    expect((await get(`/composes/${id}`)).status).toBe(404)
  })
})
