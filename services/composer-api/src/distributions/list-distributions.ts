import { defaultRepositories, type Architecture, type Catalog, type Repository } from '../catalog/catalog.js'

/** distribution → architecture → canonical image type → default repositories. */
export type DistributionList = Record<string, Record<string, Record<string, Repository[]>>>

/** The document of GET /distributions. Entries without default repositories are left out. */
export function listDistributions(catalog: Catalog): DistributionList {
  return Object.fromEntries(
    [...catalog.distributions]
      .map(([name, { architectures }]) => [name, repositoriesByArchitecture(architectures)] as const)
      .filter(([, architectures]) => Object.keys(architectures).length > 0),
  )
}

function repositoriesByArchitecture(
  architectures: ReadonlyMap<string, Architecture>,
): Record<string, Record<string, Repository[]>> {
  const listed = [...architectures.values()].filter(({ repositories }) => repositories.length > 0)
  return Object.fromEntries(
    listed.map((architecture) => [architecture.name, repositoriesByType(architecture)]),
  )
}

function repositoriesByType(architecture: Architecture): Record<string, Repository[]> {
  return Object.fromEntries(
    [...architecture.imageTypes.values()].map((imageType) => [
      imageType.name,
      defaultRepositories(architecture, imageType),
    ]),
  )
}
