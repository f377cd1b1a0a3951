import { omitAbsent } from '../../omit-absent.js'
import type { ApiContainer, ApiPackage } from '../../api-types.js'
import type { BlueprintContainer, BlueprintPackage } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

/** `blueprint.packages` and `blueprint.modules`. */
export function namedPackages(packages: readonly ApiPackage[], at: string): BlueprintPackage[] {
  return packages.map(({ name, version }, index) => {
    if (name === '') throw badCustomization(`${at}[${index}].name`, 'must not be empty')
    return omitAbsent({ name, version })
  })
}

/** `customizations.packages`: names without versions. */
export function plainPackages(names: readonly string[], at: string): BlueprintPackage[] {
  return names.map((name, index) => {
    if (name === '') throw badCustomization(`${at}[${index}]`, 'must not be empty')
    return { name }
  })
}

export function containers(list: readonly ApiContainer[], at: string): BlueprintContainer[] {
  return list.map(({ source, name, tls_verify }, index) => {
    if (source === '') throw badCustomization(`${at}[${index}].source`, 'must not be empty')
    return omitAbsent({ source, name, 'tls-verify': tls_verify })
  })
}
