import type { Catalog } from '../catalog/catalog.js'
import type { SearchRequest } from '../api-types.js'
import { resolveDistribution } from './resolve-distribution.js'
import { resolveArchitecture } from './resolve-image-type.js'
import { namedRepositories, solverDefaults } from './solver-repositories.js'
import type { WantedSearch } from './wanted.js'

/** @throws errors 4, 5, 7 and 29; details name the field. */
export function parseSearchRequest(body: SearchRequest, catalog: Catalog): WantedSearch {
  const distribution = resolveDistribution(catalog, body.distribution)
  const architecture = resolveArchitecture(distribution, body.architecture, 'architecture')
  const repositories = namedRepositories(body.repositories) ?? solverDefaults(architecture)
  return { distribution, architecture: architecture.name, repositories, packages: body.packages }
}
