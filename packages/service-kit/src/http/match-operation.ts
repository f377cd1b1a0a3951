import { readOperations, type DocumentOperation, type OpenApiDocument } from '@composer/contracts'

export type Match =
  | {
      kind: 'operation'
      operation: DocumentOperation
      /** As the metrics label it: `<base path>/composes/:id`. */
      template: string
      params: Record<string, string>
    }
  /** The path is known, the method is not one of its own. */
  | { kind: 'method' }
  | { kind: 'none' }
  /** The path has a bad percent escape. */
  | { kind: 'undecodable' }

/** Finds the operation of a request; HEAD is answered by GET. Paths match exactly, the trailing slash included. */
export function createMatcher(
  document: OpenApiDocument,
  basePath: string,
): (method: string, path: string) => Match {
  const routes = readOperations(document).map((operation) => ({
    operation,
    template: basePath + operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    names: [...operation.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''),
    pattern: new RegExp(
      `^${escape(basePath)}${escape(operation.path).replaceAll(/\\\{\w+\\\}/g, '([^/]+)')}$`,
    ),
  }))
  return (method, path) => {
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase()
    if (!canDecode(path)) return { kind: 'undecodable' }
    let known = false
    for (const { operation, template, names, pattern } of routes) {
      const found = pattern.exec(path)
      if (!found) continue
      known = true
      if (operation.method !== wanted) continue
      const params = Object.fromEntries(
        names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')]),
      )
      return { kind: 'operation', operation, template, params }
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
