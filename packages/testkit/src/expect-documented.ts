import {
  absoluteSchema,
  composerDocument,
  consoleDocument,
  dereference,
  openApiAjv,
  readOperations,
  schemaKey,
  workerDocument,
  type DocumentOperation,
  type OpenApiDocument,
  type ResponseObject,
} from '@composer/contracts'

/** What is looked at of an answer; those of supertest fit. */
export interface AnyAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** The body as it came. */
  text?: string | undefined
  /** The body as it was parsed; for answers whose text was not kept. */
  body?: unknown
}

interface Contract {
  document: OpenApiDocument
  operations: DocumentOperation[]
  ajv: ReturnType<typeof openApiAjv>
  /** By the schema as it stands in the document: compiling one takes longer than most requests. */
  validators: Map<object, Validate>
}

const contracts = new Map<string, Contract>()

type ContractName = 'composer' | 'worker' | 'console'

const documents = { composer: composerDocument, worker: workerDocument, console: consoleDocument }

function contractOf(name: ContractName): Contract {
  const known = contracts.get(name)
  if (known) return known
  const document: OpenApiDocument = documents[name]()
  const made: Contract = {
    document,
    operations: readOperations(document),
    ajv: openApiAjv(document),
    validators: new Map(),
  }
  contracts.set(name, made)
  return made
}

/**
 * Holds an answer against our OpenAPI document: its status must be documented for the operation, and its body must fit
 * the schema of that status. A route or method that is not documented must be refused with an error object and 404,
 * or with 401 before that; one that cannot be decoded may be 400.
 * @param path as requested; the base path and a query do not matter
 * @throws Error naming the operation and what does not fit
 */
export function expectDocumented(name: ContractName, method: string, path: string, answer: AnyAnswer): void {
  const contract = contractOf(name)
  const what = `${method.toUpperCase()} ${path} answered ${answer.status}`
  const operation = findOperation(contract, method, path)
  if (!operation) {
    // The token is looked at before the route.
    const refusals = canDecode(path) ? [404, 401] : [404, 401, 400]
    if (!refusals.includes(answer.status))
      throw new Error(`${what}: the route is not documented and must be 404`)
    if (method.toUpperCase() !== 'HEAD')
      assertFits(contract, contract.ajv.getSchema(schemaKey('Error')), answer, what)
    return
  }
  const reference = operation.responses[String(answer.status)]
  if (!reference) throw new Error(`${what}: ${operation.operationId} does not document that status`)
  if (method.toUpperCase() === 'HEAD') return
  assertBody(contract, dereference<ResponseObject>(contract.document, reference), answer, what)
}

function assertBody(contract: Contract, response: ResponseObject, answer: AnyAnswer, what: string): void {
  if (!response.content) {
    if (answer.text)
      throw new Error(`${what}: has a body, but none is documented: ${answer.text.slice(0, 200)}`)
    return
  }
  if (response['x-may-be-empty'] === true && !answer.text) return
  const json = response.content['application/json']
  if (json) assertFits(contract, validatorOf(contract, json.schema), answer, what)
}

function validatorOf({ ajv, validators }: Contract, schema: object): Validate {
  const validate = validators.get(schema) ?? ajv.compile(absoluteSchema(schema))
  validators.set(schema, validate)
  return validate
}

interface Validate {
  (value: unknown): unknown
  errors?: unknown[] | null
}

function assertFits(
  contract: Contract,
  validate: Validate | undefined,
  answer: AnyAnswer,
  what: string,
): void {
  if (!validate) throw new Error(`${what}: the document has no schema for it`)
  const contentType = String(answer.headers['content-type'] ?? '')
  if (!/^application\/json(;|$)/.test(contentType))
    throw new Error(`${what}: content type is '${contentType}'`)
  const body: unknown = answer.text === undefined ? answer.body : JSON.parse(answer.text)
  if (validate(body)) return
  const faults = contract.ajv.errorsText(validate.errors as Parameters<typeof contract.ajv.errorsText>[0], {
    dataVar: 'body',
  })
  throw new Error(`${what}: ${faults}\n${JSON.stringify(body, null, 2).slice(0, 2000)}`)
}

/** HEAD is served wherever GET is. Of the paths that fit, below any base path, fixed segments win over parameters. */
function findOperation(
  { document, operations }: Contract,
  method: string,
  path: string,
): DocumentOperation | undefined {
  const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase()
  const pathname = path.split('?')[0] ?? ''
  const bases = ['', ...document.servers.map(({ url }) => url)]
  const below = bases
    .flatMap((base) => (pathname.startsWith(base) ? [pathname.slice(base.length)] : []))
    .at(-1)
  const fitting = operations
    .filter((operation) => patternOf(operation.path).test(below ?? pathname))
    .sort((one, other) => one.path.split('{').length - other.path.split('{').length)
  return fitting.find((operation) => operation.path === fitting[0]?.path && operation.method === verb)
}

function canDecode(path: string): boolean {
  try {
    decodeURIComponent(path.split('?')[0] ?? '')
    return true
  } catch {
    return false
  }
}

const patternOf = (template: string): RegExp => new RegExp(`^${template.replace(/\{[^{}]+\}/g, '[^/]+')}$`)
