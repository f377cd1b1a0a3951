import { createHash, randomUUID } from 'node:crypto'
import {
  composerDocument,
  readOperations,
  redactRequest,
  toGraphJobs,
  type GraphJob,
} from '@composer/contracts'
import { ApiError, createValidators, examineBody, type BodyValidator } from '@composer/service-kit'
import type { ComposeRequest, DepsolveRequest, SearchRequest } from '../api-types.js'
import type { Catalog } from '../catalog/catalog.js'
import { planCompose } from '../plan/plan-compose.js'
import type { PlanContext } from '../plan/context.js'
import { planDepsolve } from '../plan/plan-depsolve.js'
import { planSearch } from '../plan/plan-search.js'
import { parseComposeRequest } from '../request/parse-compose-request.js'
import { parseDepsolveRequest } from '../request/parse-depsolve-request.js'
import { parseSearchRequest } from '../request/parse-search-request.js'
import type { WantedCompose } from '../request/wanted.js'
import { canonicalJson } from './canonical-json.js'

/** The operations whose bodies become jobs. */
export type ReadOperationId = 'postCompose' | 'postDepsolveBlueprint' | 'postSearchPackages'

/** The unparsed request, and the values that its plan takes from outside. */
export interface RequestToRead {
  operation: ReadOperationId
  rawBody: Uint8Array
  plan: Omit<PlanContext, 'newId'>
  /** Replace the passwords that the first reading of this request found, in the same order. */
  hashes?: readonly string[]
}

/** What a request asks for, in the form that the queue stores. */
export interface WantedGraph {
  kind: WantedCompose['kind'] | 'depsolve' | 'search'
  jobs: GraphJob[]
  /** The request without its secrets, and the digest of the complete request; only for composes. */
  request: string | null
  fingerprint: string | null
}

/** The outcome of reading a request: plain data, because it may be sent from a thread. */
export type ReadRequest =
  /** The body does not match the OpenAPI document; the text is the details of error 30. */
  | { invalid: string }
  | { refused: { number: number; details: unknown } }
  /** The plain text passwords to hash; then the request is read again with their hashes. */
  | { passwords: readonly string[] }
  | { wanted: WantedGraph }

/** Turns the bytes of a request into jobs. The time it takes grows with the body; it does no input or output. */
export type RequestReader = (request: RequestToRead) => Promise<ReadRequest>

/**
 * Compiles the validators of bodies once, for the readers of all catalogues.
 * @returns a function that makes the reader of a catalogue; the reader runs on the calling thread
 */
export function prepareReaders(): (catalog: Catalog) => RequestReader {
  const validators = bodyValidators()
  return (catalog) => createReader(validators, catalog)
}

function createReader(validators: Record<ReadOperationId, BodyValidator>, catalog: Catalog): RequestReader {
  return async ({ operation, rawBody, plan, hashes }) => {
    const { buffer, byteOffset, byteLength } = rawBody
    const examined = examineBody(Buffer.from(buffer, byteOffset, byteLength), validators[operation])
    if (examined.fault !== undefined) return { invalid: examined.fault }
    try {
      return await readers[operation](examined.value, catalog, { ...plan, newId: randomUUID }, hashes)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500) throw error
      return { refused: { number: error.number, details: error.details } }
    }
  }
}

function bodyValidators(): Record<ReadOperationId, BodyValidator> {
  const document = composerDocument()
  const validatorOf = createValidators(document)
  const operations = readOperations(document)
  const find = (id: ReadOperationId): BodyValidator => {
    const operation = operations.find(({ operationId }) => operationId === id)
    const validator = operation && validatorOf(operation)
    if (!validator) throw new Error(`The document has no body of ${id}`)
    return validator
  }
  return {
    postCompose: find('postCompose'),
    postDepsolveBlueprint: find('postDepsolveBlueprint'),
    postSearchPackages: find('postSearchPackages'),
  }
}

type Read = (
  body: unknown,
  catalog: Catalog,
  context: PlanContext,
  hashes: readonly string[] | undefined,
) => Promise<ReadRequest>

const readers: Record<ReadOperationId, Read> = {
  async postCompose(body, catalog, context, hashes) {
    const request = body as ComposeRequest
    let passwords: readonly string[] = []
    const compose = await parseComposeRequest(
      request,
      catalog,
      async (plain) => hashes ?? (passwords = plain),
    )
    if (passwords.length > 0) return { passwords }
    return {
      wanted: {
        kind: compose.kind,
        jobs: toGraphJobs(planCompose(compose, context)),
        request: JSON.stringify(redactRequest(request)),
        fingerprint: createHash('sha256').update(canonicalJson(request)).digest('hex'),
      },
    }
  },
  async postDepsolveBlueprint(body, catalog) {
    const plan = planDepsolve(parseDepsolveRequest(body as DepsolveRequest, catalog))
    return { wanted: { kind: 'depsolve', jobs: toGraphJobs(plan), request: null, fingerprint: null } }
  },
  async postSearchPackages(body, catalog) {
    const plan = planSearch(parseSearchRequest(body as SearchRequest, catalog))
    return { wanted: { kind: 'search', jobs: toGraphJobs(plan), request: null, fingerprint: null } }
  },
}
