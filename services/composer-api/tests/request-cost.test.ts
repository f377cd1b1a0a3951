import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { prepareReaders, type ReadOperationId, type RequestReader } from '../src/intake/read-request.js'
import { placesOfRequests, type Place, type Root } from './bodies-at-limits.js'
import { startCounting, type OperationCounter } from './count-operations.js'
import { planContext } from './plan-context.js'
import { shippedCatalog } from './shipped-catalog.js'

/** Of a text: what checks have to go through again and again if they are made badly. */
const fills = ['/a', '1 ']
/** Beyond that the shapes of a text are the same, only longer. */
const longest = 8192
/** Doubling a length may double the cost, and the rest is what does not depend on it. */
const mostGrowth = 2.2
/** Some 50 ms of a slow processor: blocks and characters that one request may cost without giving way. */
const mostOperations = 5_000_000

let counter: OperationCounter
let read: RequestReader

beforeAll(async () => {
  counter = await startCounting()
  read = prepareReaders()(await shippedCatalog())
})
afterAll(() => counter.stop())

const operations: Record<Root, ReadOperationId> = {
  ComposeRequest: 'postCompose',
  DepsolveRequest: 'postDepsolveBlueprint',
  SearchPackagesRequest: 'postSearchPackages',
}

interface Sent {
  operation: ReadOperationId
  rawBody: Buffer
}

const sent = ({ root, body }: Place, length: number, fill: string): Sent => ({
  operation: operations[root],
  rawBody: Buffer.from(JSON.stringify(body(length, fill))),
})

/** All that is done with a request before it is stored. */
async function accept(request: Sent): Promise<keyof ReadRequestKinds> {
  const { newId: _, ...plan } = planContext()
  const outcome = await read({ ...request, plan })
  if (!('passwords' in outcome)) return Object.keys(outcome)[0] as keyof ReadRequestKinds
  await read({ ...request, plan, hashes: outcome.passwords.map(() => '$6$salt$hash') })
  return 'wanted'
}

const outcomes = { wanted: 0, refused: 0, invalid: 0 }
type ReadRequestKinds = typeof outcomes

async function cost(requests: readonly Sent[]): Promise<number> {
  return counter.count(async () => {
    for (const request of requests) outcomes[await accept(request)] += 1
  })
}

interface Costs {
  half: number
  full: number
}

/** What half of the limit costs in these places, and the limit; one after the other, so that they are read once. */
async function costs(places: readonly Place[], fill: string): Promise<Costs> {
  const lengthOf = ({ kind, limit }: Place) => (kind === 'text' ? Math.min(limit, longest) : limit)
  const requests = (share: number) => places.map((place) => sent(place, lengthOf(place) * share, fill))
  // Functions are compiled when they run for the first time; that is none of the request's doing.
  for (const request of requests(1 / 64)) await accept(request)
  return { half: await cost(requests(1 / 2)), full: await cost(requests(1)) }
}

/** Places by the schema that names them: what stands in several places is checked by the same code. */
function bySchema(kind: Place['kind']): [schema: string, places: Place[]][] {
  const groups = new Map<string, Map<string, Place>>()
  for (const place of placesOfRequests().filter((one) => one.kind === kind)) {
    const group = groups.get(`${place.root} ${place.schema}`) ?? new Map<string, Place>()
    groups.set(`${place.root} ${place.schema}`, group.set(place.name.split('.').at(-1) ?? '', place))
  }
  return [...groups].map(([schema, group]) => [schema, [...group.values()]])
}

describe('a request at the limits of the document', () => {
  it.each(['text', 'list'] as const)(
    'costs in proportion to the length of any %s',
    async (kind) => {
      const steep: unknown[] = []
      const groups = bySchema(kind)
      for (const [schema, places] of groups) {
        for (const fill of kind === 'text' ? fills : ['']) {
          const { half, full } = await costs(places, fill)
          if (full > mostGrowth * half) steep.push({ schema, fill, half, full })
          if (full > mostOperations * places.length) steep.push({ schema, fill, full })
        }
      }

      expect(groups.length).toBeGreaterThan(kind === 'text' ? 40 : 20)
      expect(steep).toEqual([])
    },
    600_000,
  )

  it('is mostly one that the checks let pass, so that they all run', () => {
    expect(outcomes.invalid).toBe(0)
    expect(outcomes.wanted).toBeGreaterThan(outcomes.refused)
  })
})
