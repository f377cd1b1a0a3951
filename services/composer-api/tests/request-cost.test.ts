import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { composerDocument, toGraphJobs } from '@composer/contracts'
import { ApiError } from '@composer/service-kit'
import { Ajv, type ValidateFunction } from 'ajv'
import type { ComposeRequest } from '../src/api-types.js'
import type { Catalog } from '../src/catalog/catalog.js'
import { planCompose } from '../src/plan/plan-compose.js'
import { redactRequest } from '../src/redact-request.js'
import { parseComposeRequest } from '../src/request/parse-compose-request.js'
import { canonicalJson } from '../src/use-cases/canonical-json.js'
import { placesOfComposeRequest, type Place } from './bodies-at-limits.js'
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

let catalog: Catalog
let counter: OperationCounter
let isValid: ValidateFunction

beforeAll(async () => {
  counter = await startCounting()
  catalog = await shippedCatalog()
  const ajv = new Ajv({ strict: false, useDefaults: true, validateFormats: false })
  ajv.addSchema(composerDocument(), 'document')
  isValid = ajv.compile({ $ref: 'document#/components/schemas/ComposeRequest' })
})
afterAll(() => counter.stop())

/** All that is done with a request before it is stored. */
async function accept(body: unknown): Promise<'accepted' | 'refused' | 'invalid'> {
  if (!isValid(body)) return 'invalid'
  const request = body as ComposeRequest
  try {
    const hashAll = async (passwords: readonly string[]) => passwords.map(() => '$6$salt$hash')
    const plan = planCompose(await parseComposeRequest(request, catalog, hashAll), planContext())
    toGraphJobs(plan)
    JSON.stringify(redactRequest(request))
    canonicalJson(request)
    return 'accepted'
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return 'refused'
    throw error
  }
}

const outcomes = { accepted: 0, refused: 0, invalid: 0 }

async function cost(bodies: readonly unknown[]): Promise<number> {
  return counter.count(async () => {
    for (const body of bodies) outcomes[await accept(body)] += 1
  })
}

interface Costs {
  half: number
  full: number
}

/** What half of the limit costs in these places, and the limit; one after the other, so that they are read once. */
async function costs(places: readonly Place[], fill: string): Promise<Costs> {
  const lengthOf = ({ kind, limit }: Place) => (kind === 'text' ? Math.min(limit, longest) : limit)
  const bodies = (share: number) => places.map((place) => place.body(lengthOf(place) * share, fill))
  // Functions are compiled when they run for the first time; that is none of the request's doing.
  for (const body of bodies(1 / 64)) await accept(body)
  return { half: await cost(bodies(1 / 2)), full: await cost(bodies(1)) }
}

/** Places by the schema that names them: what stands in several places is checked by the same code. */
function bySchema(kind: Place['kind']): [schema: string, places: Place[]][] {
  const groups = new Map<string, Map<string, Place>>()
  for (const place of placesOfComposeRequest().filter((one) => one.kind === kind)) {
    const group = groups.get(place.schema) ?? new Map<string, Place>()
    groups.set(place.schema, group.set(place.name.split('.').at(-1) ?? '', place))
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
    expect(outcomes.accepted).toBeGreaterThan(outcomes.refused)
  })
})
