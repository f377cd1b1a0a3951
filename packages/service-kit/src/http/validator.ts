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

/** A text for the client that names the wrong fields, never their values. */
export type Fault = string

export interface BodyValidator {
  /** Checks the body and writes the document's defaults into it. */
  (body: unknown): Fault | undefined
}

/**
 * Makes the validators of a document's request bodies. Each is compiled at its first use: compiling all of them at the
 * start would double the time of a start.
 */
export function createValidators(
  document: OpenApiDocument,
): (operation: DocumentOperation) => BodyValidator | undefined {
  // `verbose` adds the value and the schema to errors: `explainFault` needs them but does not show them.
  // `optimize` is off: it takes a third of the compile time and does not make the checks faster.
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
