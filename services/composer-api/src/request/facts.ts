import type { Blueprint } from '../blueprint/blueprint.js'
import { omitAbsent } from '../omit-absent.js'
import { uuidText } from '../fields/uuid-text.js'
import type { Facts } from './wanted.js'

/** The facts about the image that are recorded in it for RHSM. */
export function facts(blueprintId: string | undefined, blueprint: Blueprint): Facts {
  const openscap = blueprint.customizations?.openscap
  return omitAbsent({
    apiType: 'cloudapi-v2' as const,
    openscapProfileId: openscap?.profile_id,
    compliancePolicyId: openscap?.policy_id,
    blueprintId: blueprintId === undefined ? undefined : uuidText(blueprintId, 'blueprint_id'),
  })
}
