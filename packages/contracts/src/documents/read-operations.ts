import {
  dereference,
  methods,
  type Method,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
} from './open-api-document.js'

/** One operation of a document with what its path says. */
export interface DocumentOperation extends OperationObject {
  method: Method
  /** As the document writes it: `/composes/{id}`. */
  path: string
  /** Its own and those of its path, references resolved. */
  parameters: ParameterObject[]
  /** Media types of the request body; empty without one. */
  bodyTypes: string[]
}

/** The operations of a document, path by path. */
export function readOperations(document: OpenApiDocument): DocumentOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method): DocumentOperation[] => {
      const operation = item[method]
      if (!operation) return []
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
      return [
        {
          ...operation,
          method,
          path,
          parameters: parameters.map((one) => dereference<ParameterObject>(document, one)),
          bodyTypes: Object.keys(operation.requestBody?.content ?? {}),
        },
      ]
    }),
  )
}
