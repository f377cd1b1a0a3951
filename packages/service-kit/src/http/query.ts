import type { DocumentOperation } from '@composer/contracts'
import type { Request } from 'express'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import type { ErrorNumbers } from './error-numbers.js'

/**
 * Reads the documented query parameters; those of type array as lists. Unknown ones are ignored.
 * @throws ApiError `invalid` for an empty value, with `strict` only
 */
export function readQuery(
  req: Request,
  operation: DocumentOperation,
  {
    catalogue,
    errors,
    validate,
  }: { catalogue: ErrorCatalogue; errors: ErrorNumbers; validate: 'strict' | 'lenient' },
): Record<string, string | string[]> {
  const at = req.url.indexOf('?')
  if (at === -1) return {}
  const given = new URLSearchParams(req.url.slice(at + 1))
  const query: Record<string, string | string[]> = {}
  for (const { name, schema, in: place } of operation.parameters) {
    const values = place === 'query' ? given.getAll(name) : []
    const [first] = values
    if (first === undefined) continue
    if (validate === 'strict' && values.includes('')) {
      throw catalogue.error(
        errors.invalid,
        `parameter "${name}" in query has an error: empty value is not allowed`,
      )
    }
    query[name] = schema.type === 'array' ? values : first
  }
  return query
}
