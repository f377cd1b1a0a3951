import { parseByteSize } from '../../byte-size.js'
import type { ApiBlueprintFilesystem, ApiFilesystem } from '../../api-types.js'
import { wholeNumber } from '../../fields/whole-number.js'
import { isCanonical } from '../is-canonical.js'
import { isAllowed, mountpointPolicy } from '../path-policy.js'
import { badCustomization } from '../refuse.js'

type MinimumSize = { mountpoint: string; minsize: number }

/** `customizations.filesystem`: sizes in bytes. */
export function filesystem(list: readonly ApiFilesystem[], at: string): MinimumSize[] {
  return list.map(({ mountpoint, min_size }, index) => ({
    mountpoint: checkMountpoint(mountpoint, `${at}[${index}].mountpoint`),
    minsize: wholeNumber(min_size, `${at}[${index}].min_size`),
  }))
}

/** `blueprint.customizations.filesystem`: sizes with units. */
export function blueprintFilesystem(list: readonly ApiBlueprintFilesystem[], at: string): MinimumSize[] {
  return list.map(({ mountpoint, minsize }, index) => ({
    mountpoint: checkMountpoint(mountpoint, `${at}[${index}].mountpoint`),
    minsize: sizeText(minsize, `${at}[${index}].minsize`),
  }))
}

/** Bytes of a size with units. */
export function sizeText(text: string, field: string): number {
  const bytes = parseByteSize(text)
  if (bytes === undefined)
    throw badCustomization(field, `${JSON.stringify(text)} is not a size such as "2 GiB"`)
  return bytes
}

/** The mount point, if it is absolute, canonical and one that may be chosen. */
export function checkMountpoint(mountpoint: string, field: string): string {
  if (mountpoint !== '/' && (!isCanonical(mountpoint) || mountpoint.includes('\0'))) {
    throw badCustomization(field, `${JSON.stringify(mountpoint)} is not an absolute, canonical path`)
  }
  if (!isAllowed(mountpointPolicy, mountpoint))
    throw badCustomization(field, `${mountpoint} cannot be a mount point`)
  return mountpoint
}
