import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { insertDefaults, type Schema } from './insert-defaults.js'
import type { OpenApiDocument, Operation } from './operations.js'

/** What does not fit, in words that name fields and never their values. */
export type Fault = string

export interface BodyValidator {
  /** Checks the body and writes the document's defaults into it. */
  (body: unknown): Fault | undefined
}

/**
 * Ajv over an OpenAPI document. Formats are not enforced: `uri`, `uuid` and `password` in bodies are the handlers'
 * business, as they are for the clients' reference.
 */
export function createValidators(
  document: OpenApiDocument,
): (operation: Operation) => BodyValidator | undefined {
  const ajv = new Ajv({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: false,
    allErrors: false,
  })
  formats.default(ajv)
  for (const format of ['uint64', 'password', 'byte', 'binary']) ajv.addFormat(format, true)
  for (const keyword of [
    'components',
    'paths',
    'openapi',
    'info',
    'servers',
    'security',
    'tags',
    'example',
    'externalDocs',
  ])
    if (!ajv.getKeyword(keyword)) ajv.addKeyword(keyword)
  ajv.addKeyword({ keyword: 'x-secret' })
  ajv.addSchema(document, 'openapi')
  const matches = (reference: string, value: unknown) => compile(ajv, reference)(value) === true
  return (operation) => {
    if (!operation.bodyTypes.includes('application/json')) return undefined
    const pointer = `#/paths/${escape(operation.path)}/${operation.method.toLowerCase()}/requestBody/content/application~1json/schema`
    const validate = compile(ajv, pointer)
    const schema = lookUp(document, pointer) as Schema
    return (body) => {
      if (!validate(body)) return `request body has an error: ${explain(validate.errors ?? [])}`
      insertDefaults(document, schema, body, matches)
      return undefined
    }
  }
}

const compiled = new WeakMap<Ajv, Map<string, ValidateFunction>>()

function compile(ajv: Ajv, reference: string): ValidateFunction {
  const known = compiled.get(ajv) ?? new Map<string, ValidateFunction>()
  compiled.set(ajv, known)
  const validate = known.get(reference) ?? ajv.compile({ $ref: `openapi${reference}` })
  known.set(reference, validate)
  return validate
}

const escape = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1')

export function lookUp(document: unknown, pointer: string): unknown {
  return pointer
    .replace(/^#\//, '')
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document)
}

const most = 5

/**
 * A failed `anyOf` reports every branch: what the nearest branch says is what the author needs, and that is the one
 * that got deepest into the value.
 */
function explain(errors: ErrorObject[]): string {
  const telling = errors.filter((error) => !['anyOf', 'oneOf', '$ref', 'if'].includes(error.keyword))
  const candidates = telling.length > 0 ? telling : errors
  const deepest = Math.max(...candidates.map((error) => depth(error.instancePath)))
  const sentences = new Set(candidates.filter((error) => depth(error.instancePath) === deepest).map(sentence))
  return [...sentences].slice(0, most).join('; ')
}

const depth = (path: string) => path.split('/').length

function sentence(error: ErrorObject): string {
  const field = error.instancePath === '' ? 'body' : error.instancePath.slice(1).replaceAll('/', '.')
  const params = error.params as { additionalProperty?: string; allowedValues?: unknown[] }
  if (params.additionalProperty !== undefined)
    return `${field}: property '${params.additionalProperty}' is unsupported`
  if (params.allowedValues) return `${field}: must be one of ${params.allowedValues.join(', ')}`
  return `${field}: ${error.message ?? 'does not fit'}`
}
