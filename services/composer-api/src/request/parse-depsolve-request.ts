import { fromApiBlueprint } from '../blueprint/from-api-blueprint.js'
import type { Catalog } from '../catalog/catalog.js'
import type { DepsolveRequest } from '../api-types.js'
import { resolveDistribution } from './resolve-distribution.js'
import { resolveArchitecture, resolveImageType } from './resolve-image-type.js'
import { namedRepositories, solverDefaults } from './solver-repositories.js'
import type { WantedDepsolve } from './wanted.js'

/** @throws errors 35, 20, 40, 4, 5, 7, 29 and 6, in this order; details name the field. */
export function parseDepsolveRequest(body: DepsolveRequest, catalog: Catalog): WantedDepsolve {
  const blueprint = fromApiBlueprint(body.blueprint)
  const distribution = resolveDistribution(catalog, body.distribution, blueprint.distro)
  const architecture = resolveArchitecture(distribution, body.architecture, 'architecture')
  const named = namedRepositories(body.repositories)
  const imageType =
    body.image_type === undefined
      ? undefined
      : resolveImageType(distribution, architecture, body.image_type, 'image_type')
  const repositories = named ?? solverDefaults(architecture, imageType)
  return { distribution, architecture: architecture.name, repositories, blueprint }
}
