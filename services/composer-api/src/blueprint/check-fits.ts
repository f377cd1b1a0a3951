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

/** The partition tables of bootc images where the library, and not the container, brings one. */
const imageModeTables: Readonly<Record<string, 'gpt' | undefined>> = { x86_64: 'gpt', aarch64: 'gpt' }

/** The facts of a bootc image, whose packages and layout are its container's. */
const isImageMode = ({ imageType }: ImageFacts): boolean => imageType === undefined

/**
 * What depends on the image that the blueprint is for. A customization that the image type merely does not support is
 * no error: it has no effect.
 * @param at where the customizations are, for messages.
 * @param checkPaths of the same blueprint.
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

/** The kernel of RHEL 8 on aarch64 uses large pages that this swap would not fit. */
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

/** Where image-builder has no remediation (`checkOptionsRhel8`, `checkOptionsRhel9`), or ends in a crash. */
function checkOpenscap({ distribution, imageType }: ImageFacts, at: string): void {
  if (imageType?.ostree !== undefined) throw badCustomization(at, `is not available for ${imageType.name}`)
  const { family, osVersion = '', name } = distribution ?? {}
  const minor = Number(osVersion.split('.')[1] ?? Number.NaN)
  const tooOld =
    (family === 'rhel-8' && !(minor >= firstMinorOfRhel8)) || (family === 'rhel-9' && osVersion === '9.0')
  if (tooOld) throw badCustomization(at, `is not available on ${name ?? ''}`)
}

/** Where the request leaves the table to the image type, its partition types have to be of that table. */
function checkTable({ type, partitions }: BlueprintDisk, image: ImageFacts, at: string): void {
  // They boot by a unified kernel image, which the firmware finds in a GPT only.
  if (type === 'dos' && image.imageType?.name.endsWith('-cvm') === true)
    throw badCustomization(`${at}.type`, `${image.imageType.name} needs a gpt table`)
  const table =
    type ?? (isImageMode(image) ? imageModeTables[image.architecture] : image.imageType?.partitionTable)
  partitions.forEach(({ part_type }, index) =>
    checkPartitionType(part_type, table, `${at}.partitions[${index}].part_type`),
  )
}

/**
 * The container brings what is below `/usr` and `/etc`, and most other places are links into `/var` (image-builder,
 * `generic/bootc_imagetype.go`).
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

/** The library adds a partition for `/boot` beside a btrfs subvolume for it, and ends in a crash over the two. */
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

/** Whether the blueprint has something at a dotted path. */
function isSet(blueprint: Blueprint, option: string): boolean {
  const value = option
    .split('.')
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], blueprint)
  return value !== undefined && value !== ''
}
