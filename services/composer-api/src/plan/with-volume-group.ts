import type { Blueprint } from '../blueprint/blueprint.js'

/** The blueprint with a disk of one volume group, in which the manifest program makes the root file system. */
export function withVolumeGroup(blueprint: Blueprint): Blueprint {
  const volumes = { type: 'lvm' as const, name: 'rootvg', minsize: 0, logical_volumes: [] }
  return { ...blueprint, customizations: { ...blueprint.customizations, disk: { partitions: [volumes] } } }
}
