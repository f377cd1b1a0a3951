import { Ajv, type Options } from 'ajv'
import type { OpenApiDocument } from './open-api-document.js'

const documentId = 'openapi'

/**
 * An Ajv that knows the document's schemas, found by pointer: `getSchema(schemaKey('ComposeRequest'))`.
 *
 * Formats are not enforced: the API never did, and clients send host names where the document says uri. Defaults are
 * not written by Ajv but by the binder of service-kit.
 */
export function openApiAjv(document: OpenApiDocument, options: Options = {}): Ajv {
  const ajv = new Ajv({
    ...options,
    strict: true,
    // Members of allOf branches and of the `not` have no type of their own.
    strictTypes: false,
    strictRequired: false,
    allErrors: false,
    validateFormats: false,
  })
  for (const keyword of [
    'openapi',
    'info',
    'servers',
    'security',
    'tags',
    'paths',
    'components',
    'example',
  ]) {
    ajv.addKeyword(keyword)
  }
  ajv.addSchema(document, documentId)
  return ajv
}

/** The key of a schema that a pointer like `#/components/schemas/Thing` points to. */
export const pointerKey = (pointer: string): string => documentId + pointer

/** The key of a schema of `components.schemas`. */
export const schemaKey = (name: string): string => pointerKey(`#/components/schemas/${name}`)

/** A schema as it stands somewhere in the document, made absolute so that it can be compiled by itself. */
export function absoluteSchema(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${documentId}#/`)) as object
}
