import { omitAbsent, unlessEmpty } from '../../omit-absent.js'
import type { ApiOpenScap } from '../../api-types.js'
import { uuidText } from '../../fields/uuid-text.js'
import type { BlueprintOpenScap } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

/**
 * `customizations.openscap`, both forms; only an API blueprint has `datastream`. The rules are those of
 * image-builder's `customizations/oscap`, which crashes when one is violated.
 */
export function openscap(scan: ApiOpenScap, at: string): BlueprintOpenScap {
  const { profile_id, policy_id, datastream, tailoring, json_tailoring } = scan
  if (profile_id === '') throw badCustomization(`${at}.profile_id`, 'must not be empty')
  if (tailoring !== undefined && json_tailoring !== undefined) {
    throw badCustomization(`${at}.json_tailoring`, 'cannot be combined with tailoring')
  }
  if (json_tailoring?.profile_id === '')
    throw badCustomization(`${at}.json_tailoring.profile_id`, 'must not be empty')
  if (json_tailoring?.filepath === '')
    throw badCustomization(`${at}.json_tailoring.filepath`, 'must not be empty')
  return omitAbsent({
    profile_id,
    policy_id: policy_id === undefined ? undefined : uuidText(policy_id, `${at}.policy_id`),
    datastream,
    tailoring:
      tailoring === undefined
        ? undefined
        : unlessEmpty(
            omitAbsent({ selected: filled(tailoring.selected), unselected: filled(tailoring.unselected) }),
          ),
    json_tailoring:
      json_tailoring === undefined
        ? undefined
        : { profile_id: json_tailoring.profile_id, filepath: json_tailoring.filepath },
  })
}

function filled(list: string[] | undefined): string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list
}
