import { defaultRepositories, type Architecture, type Catalog, type Repository } from '../catalog/catalog.js'

/** distribution → architecture → canonical image type → default repositories. */
export type DistributionList = Record<string, Record<string, Record<string, Repository[]>>>

/** The document of GET /distributions. */
export function listDistributions(catalog: Catalog): DistributionList {
  return mapValues(catalog.distributions, ({ architectures }) => mapValues(architectures, repositoriesByType))
}

function repositoriesByType(architecture: Architecture): Record<string, Repository[]> {
  return mapValues(architecture.imageTypes, (imageType) => defaultRepositories(architecture, imageType))
}

function mapValues<T, R>(map: ReadonlyMap<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]))
}
