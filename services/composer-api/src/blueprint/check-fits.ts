import { allowsOpenscapProfile } from '../catalog/allows-openscap-profile.js'
import type { Distribution, ImageType } from '../catalog/catalog.js'
import type { Blueprint, BlueprintDisk } from './blueprint.js'
import { checkPartitionType } from './areas/disk-rules.js'
import { checkInstaller } from './check-installer.js'
import type { PathChecker } from './check-paths.js'
import { imageModeMountpointPolicy, isAllowed } from './path-policy.js'
import { badCustomization } from './refuse.js'

export interface ImageFacts {
  architecture: string
  /** Absent for bootc. */
  distribution?: Distribution
  imageType?: ImageType
}

/** The first minor release of RHEL 8 whose images can be hardened; CentOS Stream 8 counts as older. */
const firstMinorOfRhel8 = 7

/** The partition tables of bootc images, by architecture, where the manifest library has one. */
const imageModeTables: Readonly<Record<string, 'gpt' | undefined>> = { x86_64: 'gpt', aarch64: 'gpt' }

/** Whether the facts are those of a bootc image, whose packages and layout come from its container. */
const isImageMode = ({ imageType }: ImageFacts): boolean => imageType === undefined

/**
 * Checks the rules that depend on the image that the blueprint is for. A customization that the image type does not
 * support is no error: it is ignored.
 * @param at the path of the customizations in the request body, for messages.
 * @param checkPaths the path checker of the same blueprint.
 * @throws error 35 naming the field.
 */
export function checkFits(
  blueprint: Blueprint,
  image: ImageFacts,
  at: string,
  checkPaths: PathChecker,
): void {
  const customizations = blueprint.customizations ?? {}
  const ostreeBased = image.imageType?.ostree !== undefined
  checkPaths(ostreeBased || isImageMode(image))
  checkInstaller(blueprint, image.imageType, at)
  if (customizations.disk !== undefined && customizations.filesystem !== undefined) {
    throw badCustomization(`${at}.disk`, 'cannot be combined with filesystem')
  }
  if (customizations.disk !== undefined) {
    checkSwap(customizations.disk, image, `${at}.disk`)
    checkTable(customizations.disk, image, `${at}.disk`)
  }
  if (isImageMode(image)) {
    checkImageModeMounts(customizations.filesystem ?? [], `${at}.filesystem`)
    checkImageModeBoot(customizations.disk?.partitions ?? [], `${at}.disk.partitions`)
  }
  if (customizations.openscap !== undefined) checkOpenscap(image, `${at}.openscap`)
  for (const option of image.imageType?.requiredBlueprintOptions ?? []) {
    if (!isSet(blueprint, option)) {
      throw badCustomization(
        `${at}.${option.replace(/^customizations\./, '')}`,
        `is needed for ${image.imageType?.name ?? ''}`,
      )
    }
  }
  const [profile, { distribution }] = [customizations.openscap?.profile_id, image]
  if (profile !== undefined && distribution !== undefined && !allowsOpenscapProfile(distribution, profile)) {
    throw badCustomization(`${at}.openscap.profile_id`, `${profile} is not available on ${distribution.name}`)
  }
}

/** Refuses swap on RHEL 8 for aarch64: its kernel uses larger memory pages than the swap area is made for. */
function checkSwap(
  { partitions }: BlueprintDisk,
  { distribution, architecture }: ImageFacts,
  at: string,
): void {
  if (distribution?.family !== 'rhel-8' || architecture !== 'aarch64') return
  partitions.forEach((partition, index) => {
    const swaps = partition.type === 'plain' && partition.fs_type === 'swap'
    const volumes = partition.type === 'lvm' ? partition.logical_volumes : []
    if (swaps || volumes.some(({ fs_type }) => fs_type === 'swap')) {
      throw badCustomization(`${at}.partitions[${index}]`, 'swap is not available on RHEL 8 for aarch64')
    }
  })
}

/** Refuses OpenSCAP where image-builder has no remediation (`checkOptionsRhel8`, `checkOptionsRhel9`) or crashes. */
function checkOpenscap({ distribution, imageType }: ImageFacts, at: string): void {
  if (imageType?.ostree !== undefined) throw badCustomization(at, `is not available for ${imageType.name}`)
  const { family, osVersion = '', name } = distribution ?? {}
  const minor = Number(osVersion.split('.')[1] ?? Number.NaN)
  const tooOld =
    (family === 'rhel-8' && !(minor >= firstMinorOfRhel8)) || (family === 'rhel-9' && osVersion === '9.0')
  if (tooOld) throw badCustomization(at, `is not available on ${name ?? ''}`)
}

/** Without a partition table in the request, the partition types must be valid for the table of the image type. */
function checkTable({ type, partitions }: BlueprintDisk, image: ImageFacts, at: string): void {
  // These images boot a unified kernel image, which the firmware finds only in a GPT.
  if (type === 'dos' && image.imageType?.name.endsWith('-cvm') === true)
    throw badCustomization(`${at}.type`, `${image.imageType.name} needs a gpt table`)
  const table =
    type ?? (isImageMode(image) ? imageModeTables[image.architecture] : image.imageType?.partitionTable)
  partitions.forEach(({ part_type }, index) =>
    checkPartitionType(part_type, table, `${at}.partitions[${index}].part_type`),
  )
}

/**
 * Refuses mount points that a bootc image cannot have: `/usr` and `/etc` come from the container, and most other
 * directories are links into `/var` (image-builder, `generic/bootc_imagetype.go`).
 */
function checkImageModeMounts(list: readonly { mountpoint: string }[], at: string): void {
  list.forEach(({ mountpoint }, index) => {
    if (mountpoint === '/var' || !isAllowed(imageModeMountpointPolicy, mountpoint))
      throw badCustomization(
        `${at}[${index}].mountpoint`,
        `${mountpoint} cannot be a mount point of a bootc image`,
      )
  })
}

/** Refuses a btrfs subvolume for `/boot`: the library adds a partition for `/boot` as well, and then crashes. */
function checkImageModeBoot(partitions: BlueprintDisk['partitions'], at: string): void {
  partitions.forEach((partition, index) => {
    const volumes = partition.type === 'btrfs' ? partition.subvolumes : []
    const boot = volumes.findIndex(({ mountpoint }) => mountpoint === '/boot')
    if (boot < 0) return
    throw badCustomization(
      `${at}[${index}].subvolumes[${boot}].mountpoint`,
      '/boot of a bootc image cannot be on btrfs',
    )
  })
}

/** Whether the blueprint has a value at a dotted path. */
function isSet(blueprint: Blueprint, option: string): boolean {
  const value = option
    .split('.')
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], blueprint)
  return value !== undefined && value !== ''
}
