import { isJobTypeName, wireType } from '@composer/contracts'
import type { LaneChoice } from '@composer/operator'
import { consoleRefusal } from '../errors.js'
import { shortText } from './query-values.js'

/**
 * The lane of an action.
 * @throws error 5 for a type that does not exist: its pause would hold nothing back
 */
export function laneOf({ tenant, type }: { tenant?: string | null; type?: string | null }): LaneChoice {
  if (type != null && !isJobTypeName(wireType(type)))
    throw consoleRefusal(5, `type: there is no job type '${type}'`)
  return { channel: shortText('tenant', tenant ?? undefined, 300) ?? null, type: type ?? null }
}
