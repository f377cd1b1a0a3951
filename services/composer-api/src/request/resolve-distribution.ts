import { findDistribution, type Catalog, type Distribution } from '../catalog/catalog.js'
import { refusal } from '../errors.js'

/**
 * The distribution of a request, by canonical name, other spelling or alias.
 * @throws error 40 when the blueprint names another one, 4 when it is unknown.
 */
export function resolveDistribution(catalog: Catalog, name: string, blueprintDistro?: string): Distribution {
  const canonical = (text: string) => findDistribution(catalog, text)?.name ?? text
  if (blueprintDistro !== undefined && canonical(blueprintDistro) !== canonical(name)) {
    throw refusal(
      40,
      `blueprint.distro: ${JSON.stringify(blueprintDistro)} is not the requested distribution ${JSON.stringify(name)}`,
    )
  }
  const distribution = findDistribution(catalog, name)
  if (distribution === undefined)
    throw refusal(
      4,
      `distribution: ${JSON.stringify(name)} is unknown; GET /distributions lists those that may be used`,
    )
  return distribution
}
