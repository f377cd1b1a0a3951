import type { Blueprint } from '../blueprint/blueprint.js'
import { fromApiBlueprint } from '../blueprint/from-api-blueprint.js'
import { fromCustomizations } from '../blueprint/from-customizations.js'
import { refusal } from '../errors.js'
import type { ComposeRequest } from '../api-types.js'
import { partitioningMode } from './partitioning-mode.js'

export interface RequestBlueprint {
  blueprint: Blueprint
  /** Where its customizations are in the body, for messages. */
  at: string
}

/**
 * The blueprint of a compose request, from whichever of its two forms it uses.
 * @throws errors 39 (both), 35, 37 and 20.
 */
export function blueprintOf({ blueprint, customizations }: ComposeRequest): RequestBlueprint {
  if (blueprint !== undefined && customizations !== undefined) {
    throw refusal(39, 'blueprint: cannot be combined with customizations')
  }
  if (blueprint !== undefined)
    return { blueprint: fromApiBlueprint(blueprint), at: 'blueprint.customizations' }
  return {
    blueprint: withMode(fromCustomizations(customizations), customizations?.partitioning_mode),
    at: 'customizations',
  }
}

/** The manifest program knows the mode from the blueprint alone. */
function withMode(blueprint: Blueprint, requested: string | undefined): Blueprint {
  const mode = partitioningMode(requested)
  if (mode === undefined) return blueprint
  return { ...blueprint, customizations: { ...blueprint.customizations, partitioning_mode: mode } }
}
