import { loadCatalog } from '../src/catalog/load-catalog.js'
import type { Catalog } from '../src/catalog/catalog.js'

let loaded: Promise<Catalog> | undefined

/** The catalogue this package ships, without keys; loaded once per test file. */
export function shippedCatalog(): Promise<Catalog> {
  return (loaded ??= loadCatalog({ ignoreMissingRepos: true }))
}
