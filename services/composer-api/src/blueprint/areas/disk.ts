import { omitAbsent } from '../../omit-absent.js'
import type { ApiDisk, ApiPartition } from '../../api-types.js'
import type { BlueprintDisk, BlueprintPartition } from '../blueprint.js'
import { badCustomization } from '../refuse.js'
import { checkDisk } from './disk-rules.js'
import { sizeText } from './filesystem.js'

/**
 * `customizations.disk`, both forms: sizes become bytes, then the layout is checked as a whole. The library requires
 * a size for every partition and volume; without one in the request it is 0: as small as the content allows.
 */
export function disk({ type, minsize, partitions }: ApiDisk, at: string): BlueprintDisk {
  const result = omitAbsent({
    type,
    minsize: optionalSize(minsize, `${at}.minsize`),
    partitions: partitions.map((partition, index) => partitionOf(partition, `${at}.partitions[${index}]`)),
  })
  checkDisk(result, at)
  return result
}

function partitionOf(partition: ApiPartition, at: string): BlueprintPartition {
  const minsize = optionalSize(partition.minsize, `${at}.minsize`) ?? 0
  const { part_type } = partition
  // Validation let exactly one of the three shapes pass; a partition without a type is a plain one.
  switch (partition.type) {
    case 'btrfs':
      return omitAbsent({
        type: partition.type,
        part_type,
        minsize,
        subvolumes: (partition.subvolumes ?? []).map(({ name, mountpoint }) => ({ name, mountpoint })),
      })
    case 'lvm':
      if (partition.label !== undefined && partition.label !== '')
        throw badCustomization(`${at}.label`, 'a volume group has no label, its volumes have')
      return omitAbsent({
        type: partition.type,
        part_type,
        minsize,
        name: partition.name,
        logical_volumes: (partition.logical_volumes ?? []).map((volume, index) => {
          const { name, mountpoint, label, fs_type } = volume
          const size = optionalSize(volume.minsize, `${at}.logical_volumes[${index}].minsize`) ?? 0
          return omitAbsent({ name, minsize: size, mountpoint, label, fs_type })
        }),
      })
    default:
      return omitAbsent({
        type: 'plain' as const,
        part_type,
        minsize,
        mountpoint: partition.mountpoint,
        label: partition.label,
        fs_type: partition.fs_type,
      })
  }
}

function optionalSize(text: string | undefined, field: string): number | undefined {
  return text === undefined ? undefined : sizeText(text, field)
}
