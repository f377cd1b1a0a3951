import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { BASE, startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { composeRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterAll(() => composer.stop())

const internal = async (path: string) => {
  const response = await fetch(`${composer.internalUrl}${path}`)
  return { status: response.status, text: await response.text() }
}

describe('the internal listener', () => {
  it.each(['/livez', '/readyz'])('answers 200 at %s', async (path) => {
    expect((await internal(path)).status).toBe(200)
  })

  it('counts compose requests and failed ones', async () => {
    const value = async (name: string) => {
      const line = (await internal('/metrics')).text.split('\n').find((text) => text.startsWith(`${name} `))
      return Number(line?.split(' ')[1])
    }
    const names = [
      'image_builder_composer_total_compose_requests',
      'image_builder_composer_total_failed_compose_requests',
    ]
    const before = await Promise.all(names.map(value))
    await composer.post('/compose', composeRequest())
    await composer.post('/compose', composeRequest({ distribution: 'plan-9' }))

    const after = await Promise.all(names.map(value))
    expect(after.map((count, index) => count - (before[index] ?? NaN))).toStrictEqual([2, 1])
  })

  it('tells whether the queue listener is live', async () => {
    expect((await internal('/metrics')).text).toContain('image_builder_composer_listener_live 1')
  })
})

describe('the public listener', () => {
  it('describes itself at /openapi', async () => {
    const { status, body } = await composer.get('/openapi')

    expect(status).toBe(200)
    expect(body.openapi).toMatch(/^3\./)
    expect(Object.keys(body.paths)).toContain('/compose')
  })

  it.each(['/openapi', '/composes/', '/errors', '/errors/5', '/distributions'])(
    'answers HEAD %s like GET without a body',
    async (path) => {
      const head = await composer.call('HEAD', path)
      const get = await composer.get(path)

      expect([head.status, head.text]).toStrictEqual([get.status, ''])
    },
  )

  it('answers the status alone to HEAD when it refuses', async () => {
    const { status, text } = await composer.call('HEAD', '/composes/abcdef')

    expect([status, text]).toStrictEqual([400, ''])
  })

  it('answers plain text outside of its prefix', async () => {
    const response = await fetch(`${composer.publicUrl}/elsewhere`)

    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toContain('text/plain')
  })
})

describe('the errors', () => {
  it('are listed in the order of the table, a page at a time', async () => {
    const all = (await composer.get('/errors')).body
    const item = async (query: string) => (await composer.get(`/errors?${query}`)).body

    expect(all).toMatchObject({ kind: 'ErrorList', page: 0, size: all.items.length, total: all.items.length })
    expect(all.items[0].id).toBe('401')
    expect((await item('page=3&size=1')).items[0].id).toBe('4')
    expect((await item('page=1&size=10')).items[0].id).toBe('11')
    expect(await item('page=99')).toMatchObject({ page: 99, size: 0, items: [] })
  })

  it('are found one by one, without details', async () => {
    const { body } = await composer.get('/errors/15')

    expect(body).toStrictEqual({
      href: `${BASE}/errors/15`,
      id: '15',
      kind: 'Error',
      code: 'IMAGE-BUILDER-COMPOSER-15',
      reason: 'Compose with given id not found',
      operation_id: expect.stringMatching(/^[0-9A-Za-z]{27}$/),
    })
  })
})

describe('the distributions', () => {
  it('are listed by name, architecture and image type with their repositories', async () => {
    const { status, body } = await composer.get('/distributions')

    expect(status).toBe(200)
    expect(body['centos-9'].x86_64.qcow2[0]).toHaveProperty('baseurls')
  })

  it('are described one by one, filtered by architecture and image type', async () => {
    const { body } = await composer.get(
      '/distributions/centos-9?architecture=x86_64&image_type=qcow2&image_type=ami',
    )

    expect(body).toMatchObject({ kind: 'DistributionDetails', name: 'centos-9' })
    expect(Object.keys(body.architectures)).toStrictEqual(['x86_64'])
    expect(Object.keys(body.architectures.x86_64.image_types).sort()).toStrictEqual(['ami', 'qcow2'])
  })

  it('have no architectures left when no filter matches', async () => {
    expect((await composer.get('/distributions/centos-9?architecture=vax')).body.architectures).toStrictEqual(
      {},
    )
  })
})
