import type { ApiCustomizations } from '../api-types.js'
import type { Blueprint } from '../blueprint/blueprint.js'
import { refusal } from '../errors.js'

/** Mount points that an image type may have by default: a request that names one asks for no additional file system. */
const usual: readonly string[] = ['/', '/boot', '/boot/efi']
const at = 'customizations.partitioning_mode'

/**
 * How the disk has to be described for `customizations.partitioning_mode` to take effect. The manifest program has no
 * option for the mode: it uses a volume group (LVM) when the request names additional file systems, and plain partitions
 * otherwise. So `raw` is possible without additional file systems. `lvm` is possible with them, and also without any file
 * systems in the request, because the disk can then be described as a volume group. The mode is ignored when the request
 * describes a disk, and for images without a disk.
 * @returns `volume-group` when the disk has to be described as one; undefined when the program's own choice is right.
 * @throws error 37 when the mode is not possible.
 */
export function partitioning(
  mode: ApiCustomizations['partitioning_mode'] | undefined,
  { customizations: { filesystem = [], disk } = {} }: Blueprint,
  image: { hasDisk: boolean; isBootc: boolean },
): 'volume-group' | undefined {
  if (mode === undefined || mode === 'auto-lvm' || disk !== undefined || !image.hasDisk) return undefined
  const mountpoints = filesystem.map(({ mountpoint }) => mountpoint)
  if (mode === 'raw') {
    if (!image.isBootc && mountpoints.some((mountpoint) => mountpoint !== '/'))
      throw refused('raw cannot be combined with file systems other than /')
    return undefined
  }
  if (image.isBootc) throw refused('lvm is not available for bootc composes')
  if (mountpoints.length === 0) return 'volume-group'
  if (mountpoints.every((mountpoint) => usual.includes(mountpoint)))
    throw refused(`lvm cannot be combined with ${mountpoints.join(' and ')} alone`)
  return undefined
}

const refused = (why: string) =>
  refusal(37, `${at}: ${why}; describe the disk in customizations.disk instead`)
