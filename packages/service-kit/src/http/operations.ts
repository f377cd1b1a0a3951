import { lookUp } from './look-up.js'

/** The part of an OpenAPI document that the binder reads. */
export interface OpenApiDocument {
  paths: Record<string, Record<string, unknown>>
  components?: unknown
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  schema?: { type?: string }
}

/** One operation of the document, ready to be matched. */
export interface Operation {
  operationId: string
  /** Upper case. */
  method: string
  /** As the document writes it: `/composes/{id}`. */
  path: string
  /** As the metrics label it: `<base path>/composes/:id`. */
  template: string
  parameters: Parameter[]
  /** Media types of the request body; empty without one. */
  bodyTypes: string[]
}

const methods = ['get', 'put', 'post', 'delete', 'patch']

/** @throws Error when an operation has no operationId */
export function readOperations(document: OpenApiDocument, basePath: string): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method): Operation[] => {
      const raw = item[method] as
        | { operationId?: string; parameters?: unknown[]; requestBody?: { content?: object; $ref?: string } }
        | undefined
      if (!raw) return []
      if (!raw.operationId) throw new Error(`${method} ${path} has no operationId`)
      const shared = (item.parameters ?? []) as unknown[]
      return [
        {
          operationId: raw.operationId,
          method: method.toUpperCase(),
          path,
          template: basePath + path.replaceAll(/\{(\w+)\}/g, ':$1'),
          parameters: [...shared, ...(raw.parameters ?? [])].map((one) => resolve<Parameter>(document, one)),
          bodyTypes: Object.keys(
            resolve<{ content?: object }>(document, raw.requestBody ?? {}).content ?? {},
          ),
        },
      ]
    }),
  )
}

function resolve<T>(document: OpenApiDocument, node: unknown): T {
  const { $ref } = node as { $ref?: string }
  return $ref ? resolve<T>(document, lookUp(document, $ref)) : (node as T)
}

export type Match =
  | { kind: 'operation'; operation: Operation; params: Record<string, string> }
  /** The path is known, the method is not one of its own. */
  | { kind: 'method' }
  | { kind: 'none' }
  /** The path has a bad percent escape. */
  | { kind: 'undecodable' }

/** Finds the operation of a request; HEAD is answered by GET. Paths match exactly, the trailing slash included. */
export function createMatcher(
  operations: Operation[],
  basePath: string,
): (method: string, path: string) => Match {
  const routes = operations.map((operation) => ({
    operation,
    names: [...operation.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''),
    pattern: new RegExp(
      `^${escape(basePath)}${escape(operation.path).replaceAll(/\\\{\w+\\\}/g, '([^/]+)')}$`,
    ),
  }))
  return (method, path) => {
    const wanted = method === 'HEAD' ? 'GET' : method
    if (!canDecode(path)) return { kind: 'undecodable' }
    let known = false
    for (const { operation, names, pattern } of routes) {
      const found = pattern.exec(path)
      if (!found) continue
      known = true
      if (operation.method !== wanted) continue
      const params = Object.fromEntries(
        names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')]),
      )
      return { kind: 'operation', operation, params }
    }
    return { kind: known ? 'method' : 'none' }
  }
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

function canDecode(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
