import {
  escapeKey,
  lookUp,
  openApiAjv,
  pointerKey,
  type DocumentOperation,
  type OpenApiDocument,
} from '@composer/contracts'
import type { Ajv, ValidateFunction } from 'ajv'
import { explainFault, type Check } from './explain-fault.js'
import { insertDefaults, type Schema } from './insert-defaults.js'
import { withNullForDefault } from './null-for-default.js'

/** What does not fit, in words that name fields and never their values. */
export type Fault = string

export interface BodyValidator {
  /** Checks the body and writes the document's defaults into it. */
  (body: unknown): Fault | undefined
}

/**
 * Validators of the request bodies of a document. Each is compiled for its first body: together they cost as much time as
 * the rest of a start, and no process gets bodies for all of them soon.
 */
export function createValidators(
  document: OpenApiDocument,
): (operation: DocumentOperation) => BodyValidator | undefined {
  // With `verbose`, errors know the value and the schema, which their explanation needs; neither is told.
  // Its optimiser takes a third of the time to compile, and checks run no faster for it.
  let ajv: Ajv | undefined
  const knowing = () =>
    (ajv ??= openApiAjv(withNullForDefault(document), { verbose: true, code: { optimize: false } }))
  const compiled = new Map<string, ValidateFunction>()
  const compile = (pointer: string): ValidateFunction => {
    const validate = compiled.get(pointer) ?? knowing().compile({ $ref: pointerKey(pointer) })
    compiled.set(pointer, validate)
    return validate
  }
  const check: Check = (reference, value) => {
    const validate = compile(reference)
    return validate(value) ? undefined : (validate.errors ?? [])
  }
  const matches = (reference: string, value: unknown) => check(reference, value) === undefined
  return (operation) => {
    if (!operation.bodyTypes.includes('application/json')) return undefined
    const pointer = `#/paths/${escapeKey(operation.path)}/${operation.method}/requestBody/content/application~1json/schema`
    const schema = lookUp(document, pointer) as Schema
    return (body) => {
      const validate = compile(pointer)
      if (!validate(body))
        return `request body has an error: ${explainFault(document, validate.errors ?? [], check)}`
      insertDefaults(document, schema, body, matches)
      return undefined
    }
  }
}
