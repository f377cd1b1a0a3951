import { readOperations, type DocumentOperation, type OpenApiDocument } from '@composer/contracts'

export type Match =
  | {
      kind: 'operation'
      operation: DocumentOperation
      /** Path in the label of the duration metric: `<base path>/composes/:id`. */
      template: string
      /** Path in the label of the request counter: `<base path>/composes/-`. */
      countedPath: string
      params: Record<string, string>
    }
  /** The path is known, but does not support the method. */
  | { kind: 'method' }
  | { kind: 'none' }
  /** The path has a bad percent escape. */
  | { kind: 'undecodable' }

interface Route {
  operation: DocumentOperation
  template: string
  countedPath: string
  names: string[]
  pattern: RegExp
}

/** Finds the operation of a request; HEAD is answered by GET. Paths match exactly, the trailing slash included. */
export function createMatcher(
  document: OpenApiDocument,
  basePath: string,
): (method: string, path: string) => Match {
  const routes = readOperations(document).map((operation): Route => ({
    operation,
    template: basePath + operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    countedPath: basePath + operation.path.replaceAll(/\{\w+\}/g, '-'),
    names: [...operation.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''),
    pattern: new RegExp(
      `^${escape(basePath)}${escape(operation.path).replaceAll(/\\\{\w+\\\}/g, '([^/]+)')}$`,
    ),
  }))
  // A parameter contains no slash, so a path can only match a template with the same number of slashes.
  const bySlashes: Route[][] = []
  for (const route of routes) (bySlashes[countSlashes(route.template)] ??= []).push(route)
  return (method, path) => {
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase()
    if (!canDecode(path)) return { kind: 'undecodable' }
    let known = false
    for (const { operation, template, countedPath, names, pattern } of bySlashes[countSlashes(path)] ?? []) {
      const found = pattern.exec(path)
      if (!found) continue
      known = true
      if (operation.method !== wanted) continue
      const params: Record<string, string> = {}
      for (const [at, name] of names.entries()) params[name] = decodeURIComponent(found[at + 1] ?? '')
      return { kind: 'operation', operation, template, countedPath, params }
    }
    return { kind: known ? 'method' : 'none' }
  }
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

function countSlashes(path: string): number {
  let count = 0
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) count += 1
  return count
}

function canDecode(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
