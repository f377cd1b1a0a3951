import { beforeAll, describe, expect, it } from '@jest/globals'
import { composerDocument, redacted, redactRequest, toGraphJobs } from '@composer/contracts'
import { ApiError } from '@composer/service-kit'
import { arbitraryComposeRequest, arbitraryOf, composeHints, type SchemaDocument } from '@composer/testkit'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import type { Catalog } from '../src/catalog/catalog.js'
import { planCompose } from '../src/plan/plan-compose.js'
import { planDepsolve } from '../src/plan/plan-depsolve.js'
import { planSearch } from '../src/plan/plan-search.js'
import type { ComposeRequest, DepsolveRequest, SearchRequest } from '../src/api-types.js'
import { parseComposeRequest } from '../src/request/parse-compose-request.js'
import { parseDepsolveRequest } from '../src/request/parse-depsolve-request.js'
import { parseSearchRequest } from '../src/request/parse-search-request.js'
import { planContext } from './plan-context.js'
import { shippedCatalog } from './shipped-catalog.js'

const document = composerDocument() as unknown as SchemaDocument
const ajv = new Ajv({ strict: false, useDefaults: true, validateFormats: false }).addSchema(
  document,
  'document',
)
const runs = { numRuns: 1000 }

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

/** Narrows a generated body as the API's validation does: what does not fit is skipped, defaults are filled in. */
function validator<T>(name: string): (body: unknown) => body is T {
  const validate = ajv.compile<T>({ $ref: `document#/components/schemas/${name}` })
  return (body): body is T => validate(body)
}

/** Runs `act`; a refusal of the client's making counts as an answer. */
async function answer<T>(act: () => T | Promise<T>): Promise<T | ApiError> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return error
    throw error
  }
}

const hash = async (passwords: readonly string[]) => passwords.map(({ length }) => `$6$salt$${length}`)

describe('any valid compose request', () => {
  it('is planned or refused with a 4xx whose details name a field', async () => {
    const isValid = validator<ComposeRequest>('ComposeRequest')
    const counts = { planned: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(arbitraryComposeRequest(document), async (body) => {
        fc.pre(isValid(body))
        const plan = await answer(async () =>
          planCompose(await parseComposeRequest(body, catalog, hash), planContext()),
        )
        if (plan instanceof ApiError) {
          counts.refused++
          expect(plan.details).toMatch(/^[a-z_]+([.[][a-z0-9_\]-]+)*: ./)
        } else {
          counts.planned++
          expect(toGraphJobs(plan)).toHaveLength(plan.length)
        }
      }),
      runs,
    )
    expect(counts.planned).toBeGreaterThan(runs.numRuns / 20)
    expect(counts.refused).toBeGreaterThan(runs.numRuns / 20)
  })

  it('is not changed by being read', async () => {
    const isValid = validator<ComposeRequest>('ComposeRequest')
    await fc.assert(
      fc.asyncProperty(arbitraryComposeRequest(document), async (body) => {
        fc.pre(isValid(body))
        const before = structuredClone(body)
        await answer(() => parseComposeRequest(body, catalog, hash))
        expect(body).toEqual(before)
      }),
      { numRuns: 200 },
    )
  })

  it('is stored as a valid request without its passwords', () => {
    const isValid = validator<ComposeRequest>('ComposeRequest')
    fc.assert(
      fc.property(arbitraryComposeRequest(document), (body) => {
        fc.pre(isValid(body))
        const stored = redactRequest(body)
        const users = [
          ...(stored.customizations?.users ?? []),
          ...(stored.blueprint?.customizations?.user ?? []),
        ]
        expect(users.filter(({ password }) => password !== undefined && password !== redacted)).toEqual([])
        expect(isValid(stored)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('any valid depsolve or search request', () => {
  it('is planned or refused with a 4xx', async () => {
    const isDepsolve = validator<DepsolveRequest>('DepsolveRequest')
    const isSearch = validator<SearchRequest>('SearchPackagesRequest')
    const requests = fc.oneof(
      arbitraryOf(document, 'DepsolveRequest', composeHints),
      arbitraryOf(document, 'SearchPackagesRequest', composeHints),
    )
    await fc.assert(
      fc.asyncProperty(requests, async (body) => {
        if (isDepsolve(body))
          await answer(() => toGraphJobs(planDepsolve(parseDepsolveRequest(body, catalog))))
        else if (isSearch(body))
          await answer(() => toGraphJobs(planSearch(parseSearchRequest(body, catalog))))
        else fc.pre(false)
      }),
      { numRuns: 300 },
    )
  })
})
