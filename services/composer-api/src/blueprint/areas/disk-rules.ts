import type { BlueprintDisk, BlueprintPartition, FilesystemType } from '../blueprint.js'
import { badCustomization } from '../refuse.js'
import { checkMountpoint } from './filesystem.js'

const gptType = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/
const dosType = /^[0-9a-fA-F]{2}$/
const volumeName = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$/
/** The most partitions that a DOS table can hold. */
const dosPartitions = 4

interface Mount {
  field: string
  mountpoint: string | undefined
  on: BlueprintPartition['type']
  filesystem: FilesystemType | 'btrfs'
}

/**
 * The rules of a disk layout as a whole.
 * @throws error 35 naming the field.
 */
export function checkDisk(disk: BlueprintDisk, at: string): void {
  const partitions = disk.partitions.map((partition, index) => ({
    partition,
    field: `${at}.partitions[${index}]`,
  }))
  if (disk.type === 'dos' && partitions.length > dosPartitions) {
    throw badCustomization(
      `${at}.partitions`,
      `a dos partition table holds at most ${dosPartitions} partitions`,
    )
  }
  checkContainers(disk, at)
  for (const { partition, field } of partitions)
    checkPartitionType(partition.part_type, disk.type, `${field}.part_type`)

  const mounts = partitions.flatMap(({ partition, field }) => mountsOf(partition, field))
  mounts.forEach(checkMount)
  unique(mounts.map(({ field, mountpoint }) => [`${field}.mountpoint`, mountpoint]))
  unique(
    partitions.map(({ partition, field }) => [
      `${field}.name`,
      partition.type === 'lvm' ? partition.name : undefined,
    ]),
  )
  for (const { partition, field } of partitions) unique(volumeNames(partition, field))
}

function checkContainers({ partitions }: BlueprintDisk, at: string): void {
  const count = (type: BlueprintPartition['type']) =>
    partitions.filter((partition) => partition.type === type).length
  const [groups, volumes] = [count('lvm'), count('btrfs')]
  if (groups > 1) throw badCustomization(`${at}.partitions`, 'at most one can be an LVM volume group')
  if (volumes > 1) throw badCustomization(`${at}.partitions`, 'at most one can be a btrfs volume')
  if (groups + volumes > 1) throw badCustomization(`${at}.partitions`, 'LVM and btrfs cannot be combined')
}

/**
 * Checks the form of a partition type, which depends on the partition table; without a table both forms are accepted.
 * @throws error 35 naming the field.
 */
export function checkPartitionType(
  type: string | undefined,
  table: BlueprintDisk['type'],
  field: string,
): void {
  if (type === undefined || type === '') return
  if (table !== 'dos' && gptType.test(type)) return
  if (table !== 'gpt' && dosType.test(type)) return
  throw badCustomization(field, table === 'dos' ? 'must be two hexadecimal digits' : 'must be a UUID')
}

function mountsOf(partition: BlueprintPartition, field: string): Mount[] {
  switch (partition.type) {
    case 'plain':
      return [{ field, mountpoint: partition.mountpoint, on: 'plain', filesystem: partition.fs_type }]
    case 'lvm':
      return partition.logical_volumes.map(({ mountpoint, fs_type }, index) => ({
        field: `${field}.logical_volumes[${index}]`,
        mountpoint,
        on: 'lvm',
        filesystem: fs_type,
      }))
    case 'btrfs':
      if (partition.subvolumes.length === 0)
        throw badCustomization(`${field}.subvolumes`, 'must not be empty')
      return partition.subvolumes.map(({ mountpoint }, index) => ({
        field: `${field}.subvolumes[${index}]`,
        mountpoint,
        on: 'btrfs',
        filesystem: 'btrfs',
      }))
  }
}

function checkMount({ field, mountpoint = '', on, filesystem }: Mount): void {
  const at = `${field}.mountpoint`
  if (filesystem === 'swap') {
    if (mountpoint !== '') throw badCustomization(at, 'swap has no mount point')
    return
  }
  if (mountpoint === '') throw badCustomization(at, 'must not be empty')
  checkMountpoint(mountpoint, at)
  if (on === 'lvm' && ['/boot', '/boot/efi'].includes(mountpoint)) {
    throw badCustomization(at, `${mountpoint} cannot be on LVM`)
  }
  if (mountpoint === '/boot' && on !== 'btrfs' && !['xfs', 'ext4'].includes(filesystem)) {
    throw badCustomization(`${field}.fs_type`, '/boot must be xfs or ext4')
  }
  if (mountpoint === '/boot/efi' && filesystem !== 'vfat') {
    throw badCustomization(on === 'btrfs' ? at : `${field}.fs_type`, '/boot/efi must be vfat')
  }
}

function volumeNames(partition: BlueprintPartition, field: string): [string, string | undefined][] {
  switch (partition.type) {
    case 'plain':
      return []
    case 'lvm':
      checkVolumeName(partition.name, `${field}.name`)
      return partition.logical_volumes.map(({ name }, index) => {
        const at = `${field}.logical_volumes[${index}].name`
        checkVolumeName(name, at)
        return [at, name]
      })
    case 'btrfs':
      return partition.subvolumes.map(({ name }, index) => {
        if (name === '') throw badCustomization(`${field}.subvolumes[${index}].name`, 'must not be empty')
        return [`${field}.subvolumes[${index}].name`, name]
      })
  }
}

/** Checks that a name is one that osbuild's stage `org.osbuild.lvm2.create` accepts. */
function checkVolumeName(name: string | undefined, field: string): void {
  if (name === undefined || name === '' || volumeName.test(name)) return
  throw badCustomization(
    field,
    'must consist of letters, digits, "+", "_", "." and "-", and not begin with "-"',
  )
}

/** Refuses the first value that occurs twice; absent and empty values are ignored. */
function unique(values: [field: string, value: string | undefined][]): void {
  const seen = new Set<string>()
  for (const [field, value] of values) {
    if (value === undefined || value === '') continue
    if (seen.has(value)) throw badCustomization(field, `${value} is used twice`)
    seen.add(value)
  }
}
