import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { explainFault, type Check } from './explain-fault.js'
import { insertDefaults, type Schema } from './insert-defaults.js'
import { lookUp } from './look-up.js'
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
    // Errors then know the value and the schema, which their explanation needs; neither is told.
    verbose: true,
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
  const check: Check = (reference, value) => {
    const validate = compile(ajv, reference)
    return validate(value) ? undefined : (validate.errors ?? [])
  }
  const matches = (reference: string, value: unknown) => check(reference, value) === undefined
  return (operation) => {
    if (!operation.bodyTypes.includes('application/json')) return undefined
    const pointer = `#/paths/${escape(operation.path)}/${operation.method.toLowerCase()}/requestBody/content/application~1json/schema`
    const validate = compile(ajv, pointer)
    const schema = lookUp(document, pointer) as Schema
    return (body) => {
      if (!validate(body))
        return `request body has an error: ${explainFault(document, validate.errors ?? [], check)}`
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
