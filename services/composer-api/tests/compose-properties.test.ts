import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { composerDocument } from '@composer/contracts'
import { arbitraryComposeRequest } from '@composer/testkit'
import fc from 'fast-check'
import { startComposer } from './composer.js'
import type { Answer, TestComposer } from './composer.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterAll(() => composer.stop())

type Request = Record<string, unknown>

const requests = arbitraryComposeRequest(composerDocument()) as fc.Arbitrary<Request>

const settings = { numRuns: 150, endOnFailure: true }
const post = (request: unknown) => composer.post('/compose', JSON.stringify(request))

/** Ways to make any compose request one that the document does not allow. */
const spoilings: fc.Arbitrary<(request: Request) => unknown> = fc.oneof(
  fc.constantFrom(null, 1, 'text', [], true).map((value) => () => value),
  fc
    .constantFrom(null, 7, {}, [])
    .map((value) => (request: Request) => ({ ...request, distribution: value })),
  fc
    .constantFrom(null, 7, 'x', [])
    .map((value) => (request: Request) => ({ ...request, image_request: value })),
  fc.string({ minLength: 1 }).map((key) => (request: Request) => ({ ...request, [`x-${key}`]: 1 })),
  fc.constant((request: Request) => ({ ...request, customizations: {}, blueprint: { name: 'b' } })),
  fc
    .constantFrom('architecture', 'image_type', 'repositories')
    .map((name) => (request: Request) => ({ ...request, image_request: without(image, name) })),
  fc
    .tuple(
      fc.constantFrom('architecture', 'image_type', 'repositories', 'upload_targets'),
      fc.constantFrom(null, 7, {}),
    )
    .map(([name, value]) => (request: Request) => ({
      ...request,
      image_request: { ...image, [name]: value },
    })),
  fc.string().map((type) => (request: Request) => ({
    ...request,
    image_request: { ...image, image_type: `x${type}` },
  })),
)

const image: Request = {
  architecture: 'x86_64',
  image_type: 'guest-image',
  repositories: [],
  upload_options: {},
}

function without(object: Request, name: string): Request {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))
}

/** The request with any JSON in the place of one of its values. */
function replaced(request: Request, choice: number, value: unknown): unknown {
  const copy = structuredClone(request)
  const places: [Record<string, unknown>, string][] = []
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key])
      visit((node as Record<string, unknown>)[key])
    }
  }
  visit(copy)
  const [node, key] = places[choice % Math.max(places.length, 1)] ?? []
  if (node && key !== undefined) node[key] = value
  return copy
}

function expectRefusal(answer: Answer): void {
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
}

describe('any compose request', () => {
  it('that the document allows is accepted or refused with a reason, never an error of ours', async () => {
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const answer = await post(request)
        if (answer.status === 201) accepted += 1
        else expectRefusal(answer)
      }),
      settings,
    )
    // A generator of which nothing is ever accepted would prove nothing.
    expect(accepted).toBeGreaterThan(10)
  })

  it('that the document does not allow is refused', async () => {
    await fc.assert(
      fc.asyncProperty(requests, spoilings, async (request, spoil) => {
        expectRefusal(await post(spoil(request)))
      }),
      settings,
    )
  })

  it('with any JSON in the place of one of its values is no error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(requests, fc.nat(), fc.jsonValue({ maxDepth: 2 }), async (request, choice, value) => {
        expect((await post(replaced(request, choice, value))).status).toBeLessThan(500)
      }),
      settings,
    )
  })

  it('that is accepted can be looked at', async () => {
    const { body } = await composer.get('/composes/?size=200')

    expect(body.items.length).toBeGreaterThan(0)
    for (const { id } of body.items as { id: string }[]) {
      expect((await composer.get(`/composes/${id}`)).status).toBe(200)
      expect((await composer.get(`/composes/${id}/manifests`)).status).toBeLessThan(500)
    }
  })
})
