import type { Blueprint, PartitioningMode } from '../blueprint/blueprint.js'
import { fromApiBlueprint } from '../blueprint/from-api-blueprint.js'
import { fromCustomizations } from '../blueprint/from-customizations.js'
import type { ComposeRequest } from '../api-types.js'

export interface RequestBlueprint {
  blueprint: Blueprint
  /** Where its customizations are in the body, for messages. */
  at: string
}

/**
 * The blueprint of a compose request, from whichever of its two forms it uses: the document allows one of them.
 * @throws errors 35 and 20.
 */
export function blueprintOf({ blueprint, customizations }: ComposeRequest): RequestBlueprint {
  if (blueprint !== undefined)
    return { blueprint: fromApiBlueprint(blueprint), at: 'blueprint.customizations' }
  return {
    blueprint: withMode(fromCustomizations(customizations), customizations?.partitioning_mode),
    at: 'customizations',
  }
}

/** Only a mode that was asked for: image types without modes would warn about the default, `auto-lvm`. */
function withMode(blueprint: Blueprint, mode: PartitioningMode | undefined): Blueprint {
  if (mode === undefined || mode === 'auto-lvm') return blueprint
  return { ...blueprint, customizations: { ...blueprint.customizations, partitioning_mode: mode } }
}
