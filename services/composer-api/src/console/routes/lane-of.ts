import type { LaneChoice } from '@composer/operator'
import { shortText } from './query-values.js'

/** The lane of an action. */
export const laneOf = ({ tenant, type }: { tenant?: string | null; type?: string | null }): LaneChoice => ({
  channel: shortText('tenant', tenant ?? undefined, 300) ?? null,
  type: shortText('type', type ?? undefined, 100) ?? null,
})
