import { composerDocument, readOperations, workerDocument, type DocumentOperation } from '@composer/contracts'
import {
  arbitraryComposeRequest,
  arbitraryOf,
  composeHints,
  hostileText,
  mutated,
  mutatedText,
  type SchemaDocument,
} from '@composer/testkit'
import fc, { type Arbitrary } from 'fast-check'
import type { Api } from '../system/start-system.js'
import { worstComposes, worstReports, type WorstBody } from '../bench/worst-bodies.js'
import type { FuzzRequest } from './target.js'

/** A request whose ids are filled in when it is sent: `{0}` stands for the first one that is known then. */
export type RequestTemplate = Omit<FuzzRequest, 'body'> & { body?: string | Buffer }

const documents = {
  composer: composerDocument() as unknown as SchemaDocument,
  worker: workerDocument() as unknown as SchemaDocument,
}
const operations = {
  composer: readOperations(composerDocument()),
  worker: readOperations(workerDocument()),
}

/** Of a known thing mostly: a request for what does not exist learns little. */
const idPart = fc.oneof(
  { weight: 8, arbitrary: fc.nat(200).map((at) => `{${at}}`) },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: hostilePart() },
)

/** Short enough for a request line. */
function hostilePart(): Arbitrary<string> {
  return fc.oneof(
    hostileText.map((text) => encodeURIComponent(text.slice(0, 1500).toWellFormed()) || '%20'),
    fc.constantFrom('%zz', '%00', '%ff', '..', '%2e%2e%2f', '%c0%ae', ';a=b', '*', '1e3'),
  )
}

const parts: Record<string, Arbitrary<string>> = {
  id: idPart,
  token: idPart,
  worker_id: idPart,
  name: fc.oneof(fc.constantFrom('disk.qcow2', 'a%20b', '%C3%A4'), hostilePart()),
  distro: fc.oneof(fc.constantFrom('centos-9', 'rhel-9.6', 'beos-5'), hostilePart()),
}

const query = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('page', 'size', 'x'), fc.oneof(fc.nat(3000).map(String), hostilePart()))
      .map(([name, value]) => `?${name}=${value}&${name}`),
  },
)

const visible = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
})
const headers = fc.record(
  {
    'X-External-Id': visible,
    'Idempotency-Key': fc.oneof(visible, fc.constantFrom('one', 'two')),
    Accept: fc.constantFrom('text/html', '*/*;q=0'),
    Range: fc.constantFrom(
      'bytes=0-1',
      'bytes=5-',
      'bytes=-0',
      'bytes=9-1',
      'bytes=0-99999999999999999999',
      'lines=1-2',
    ),
    'If-Range': fc.constantFrom('"x"', 'Wed, 21 Oct 2015 07:28:00 GMT'),
    'Content-Encoding': fc.constantFrom('gzip', 'identity'),
  },
  { requiredKeys: [], noNullPrototype: true },
)
const someHeaders = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Record<string, string>>({}) },
  { weight: 1, arbitrary: headers },
)
const contentType = fc.oneof(
  { weight: 20, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      '',
      'a/b;'.repeat(200),
    ),
  },
)

/** Right bodies, bodies of which one member is wrong, and texts that were JSON once. */
function bodyOf(right: Arbitrary<unknown>): Arbitrary<string> {
  const json = right.map((value) => JSON.stringify(value) ?? 'null')
  return fc.oneof(
    { weight: 4, arbitrary: json },
    { weight: 5, arbitrary: mutated(right).map((value) => JSON.stringify(value) ?? 'null') },
    { weight: 1, arbitrary: mutatedText(json) },
  )
}

/** Bodies of what has no schema of its own, or one that says too little. */
const bodies: Record<string, Arbitrary<unknown>> = {
  postCompose: arbitraryComposeRequest(documents.composer),
  postDepsolveBlueprint: arbitraryOf(documents.composer, 'DepsolveRequest', composeHints),
  postSearchPackages: arbitraryOf(documents.composer, 'SearchPackagesRequest', composeHints),
  postCloneCompose: arbitraryOf(documents.composer, 'CloneComposeBody', composeHints),
  RequestJob: fc.record(
    {
      types: fc.subarray(['osbuild', 'depsolve', 'search-packages', 'koji-init', 'what', 'manifest-id-only']),
      arch: fc.constantFrom('x86_64', 'aarch64', '', 'vax'),
      worker_id: fc.uuid(),
    },
    { requiredKeys: ['types', 'arch'], noNullPrototype: true },
  ),
  UpdateJob: fc.oneof(
    fc.record({ result: fc.jsonValue({ maxDepth: 3 }) }, { noNullPrototype: true }),
    fc.constant({ partial: { progress: { done: 1, total: 3, sub_progress: { done: 0, total: 0 } } } }),
  ),
  postWorkers: fc.record({ arch: fc.constantFrom('x86_64', 's390x') }, { noNullPrototype: true }),
}

/** Now and then one that is as large as it may be: a longer text would take the memory of whoever sends it. */
function worst(operationId: string): { weight: number; arbitrary: Arbitrary<string> }[] {
  const kinds: Partial<Record<string, WorstBody[]>> = {
    postCompose: worstComposes,
    UpdateJob: worstReports.filter(({ name }) => !name.includes('250 MiB')),
  }
  const known = kinds[operationId]
  if (!known) return []
  return [{ weight: 1, arbitrary: fc.constantFrom(...known).map(({ body }) => JSON.stringify(body())) }]
}

/** Requests to all operations of an API, and to a few that it does not have. */
export function arbitraryRequest(api: Api): Arbitrary<RequestTemplate> {
  const known = operations[api].map((operation) => ({
    weight: weights[operation.operationId] ?? 2,
    arbitrary: ofOperation(operation),
  }))
  return fc.oneof(...known, { weight: 1, arbitrary: unknownRoute })
}

/** What costs or finds most comes most often. */
const weights: Record<string, number> = {
  postCompose: 12,
  postCloneCompose: 4,
  postDepsolveBlueprint: 4,
  postSearchPackages: 4,
  RequestJob: 6,
  UpdateJob: 10,
  postWorkers: 4,
  UploadJobArtifact: 4,
}

function ofOperation(operation: DocumentOperation): Arbitrary<RequestTemplate> {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const method = fc.oneof(
    { weight: 15, arbitrary: fc.constant(operation.method.toUpperCase()) },
    { weight: 1, arbitrary: fc.constantFrom('HEAD', 'GET', 'PUT', 'OPTIONS', 'TRACE') },
  )
  const path = fc
    .tuple(fc.tuple(...names.map((name) => parts[name] ?? hostilePart())), query)
    .map(
      ([values, asked]) =>
        names.reduce((made, name, at) => made.replace(`{${name}}`, () => values[at] ?? ''), operation.path) +
        asked,
    )
  const right = bodies[operation.operationId]
  const body: Arbitrary<string | undefined> = right
    ? fc.oneof({ weight: 60, arbitrary: bodyOf(right) }, ...worst(operation.operationId))
    : operation.bodyTypes.length > 0
      ? fc.string({ unit: 'binary', maxLength: 1000 })
      : fc.constant(undefined)
  return fc.tuple(method, path, someHeaders, contentType, body).map(([verb, made, more, type, sent]) => ({
    method: verb,
    path: made,
    headers: { ...more, ...(sent !== undefined && type !== '' && { 'Content-Type': type }) },
    ...(sent !== undefined && verb !== 'TRACE' && { body: sent }),
  }))
}

const unknownRoute: Arbitrary<RequestTemplate> = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH'),
    fc.array(hostilePart(), { minLength: 1, maxLength: 4 }),
    someHeaders,
  )
  .map(([method, path, more]) => ({ method, path: `/${path.join('/')}`, headers: more }))

/** The request with known ids in its path. */
export function fillIn(template: RequestTemplate, ids: readonly string[]): FuzzRequest {
  const path = template.path.replaceAll(/\{(\d+)\}/g, (_, at: string) =>
    ids.length === 0 ? '00000000-0000-4000-8000-000000000000' : (ids[Number(at) % ids.length] ?? ''),
  )
  return { ...template, path }
}
