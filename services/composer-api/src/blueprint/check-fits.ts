import { allowsOpenscapProfile } from '../catalog/allows-openscap-profile.js'
import type { Distribution, ImageType } from '../catalog/catalog.js'
import type { Blueprint, BlueprintDisk } from './blueprint.js'
import { checkPaths } from './check-paths.js'
import { badCustomization } from './refuse.js'

export interface ImageFacts {
  architecture: string
  /** Absent for bootc. */
  distribution?: Distribution
  imageType?: ImageType
}

/**
 * What depends on the image that the blueprint is for. A customization that the image type merely does not support is
 * no error: it has no effect.
 * @param at where the customizations are, for messages.
 * @throws error 35 naming the field.
 */
export function checkFits(blueprint: Blueprint, image: ImageFacts, at: string): void {
  const customizations = blueprint.customizations ?? {}
  checkPaths(blueprint, image.imageType?.ostree !== undefined, at)
  if (customizations.disk !== undefined && customizations.filesystem !== undefined) {
    throw badCustomization(`${at}.disk`, 'cannot be combined with filesystem')
  }
  if (customizations.disk !== undefined) checkSwap(customizations.disk, image, `${at}.disk`)
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

/** Whether the blueprint has something at a dotted path. */
function isSet(blueprint: Blueprint, option: string): boolean {
  const value = option
    .split('.')
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], blueprint)
  return value !== undefined && value !== ''
}
