import {
  escapeKey,
  lookUp,
  openApiAjv,
  pointerKey,
  type DocumentOperation,
  type OpenApiDocument,
} from '@composer/contracts'
import type { ValidateFunction } from 'ajv'
import { explainFault, type Check } from './explain-fault.js'
import { insertDefaults, type Schema } from './insert-defaults.js'
import { withNullForDefault } from './null-for-default.js'

/** What does not fit, in words that name fields and never their values. */
export type Fault = string

export interface BodyValidator {
  /** Checks the body and writes the document's defaults into it. */
  (body: unknown): Fault | undefined
}

/** Validators of the request bodies of a document. */
export function createValidators(
  document: OpenApiDocument,
): (operation: DocumentOperation) => BodyValidator | undefined {
  // With `verbose`, errors know the value and the schema, which their explanation needs; neither is told.
  const ajv = openApiAjv(withNullForDefault(document), { verbose: true })
  const compiled = new Map<string, ValidateFunction>()
  const compile = (pointer: string): ValidateFunction => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: pointerKey(pointer) })
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
    const validate = compile(pointer)
    const schema = lookUp(document, pointer) as Schema
    return (body) => {
      if (!validate(body))
        return `request body has an error: ${explainFault(document, validate.errors ?? [], check)}`
      insertDefaults(document, schema, body, matches)
      return undefined
    }
  }
}
