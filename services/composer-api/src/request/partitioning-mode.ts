import type { PartitioningMode } from '../blueprint/blueprint.js'
import { refusal } from '../errors.js'

const modes: readonly string[] = ['raw', 'lvm', 'auto-lvm'] satisfies PartitioningMode[]

/**
 * The mode that `customizations.partitioning_mode` asks for; undefined for the default, `auto-lvm`.
 * @throws error 37. The schema's enum catches the same earlier; this is the second line of defence.
 */
export function partitioningMode(mode: string | undefined): PartitioningMode | undefined {
  if (mode === undefined || mode === 'auto-lvm') return undefined
  if (isMode(mode)) return mode
  throw refusal(37, `customizations.partitioning_mode: must be one of ${modes.join(', ')}`)
}

function isMode(mode: string): mode is PartitioningMode {
  return modes.includes(mode)
}
