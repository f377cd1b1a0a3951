import type { Blueprint } from '../blueprint/blueprint.js'
import { fromApiBlueprint } from '../blueprint/from-api-blueprint.js'
import { fromCustomizations } from '../blueprint/from-customizations.js'
import type { ComposeRequest } from '../api-types.js'

export interface RequestBlueprint {
  blueprint: Blueprint
  /** The path of its customizations in the request body, for messages. */
  at: string
}

/**
 * The blueprint of a compose request, from `blueprint` or `customizations`: the OpenAPI document allows only one of them.
 * @throws errors 35 and 20.
 */
export function blueprintOf({ blueprint, customizations }: ComposeRequest): RequestBlueprint {
  if (blueprint !== undefined)
    return { blueprint: fromApiBlueprint(blueprint), at: 'blueprint.customizations' }
  return { blueprint: fromCustomizations(customizations), at: 'customizations' }
}
