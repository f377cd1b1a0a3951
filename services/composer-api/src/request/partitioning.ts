import type { ApiCustomizations } from '../api-types.js'
import type { Blueprint } from '../blueprint/blueprint.js'
import { refusal } from '../errors.js'

/** File systems that the disks of an image type may have anyway: to name one of them does not ask for a new one. */
const usual: readonly string[] = ['/', '/boot', '/boot/efi']
const at = 'customizations.partitioning_mode'

/**
 * What is to be said of the disk so that `customizations.partitioning_mode` takes effect. The manifest program has no
 * option for the mode: by itself it puts the image's file systems on a volume group when the request names new ones, and
 * on plain partitions when not. So `raw` fits a request without new file systems; `lvm` one with them, or one without any,
 * whose disk can be described. A disk that the request describes needs no mode, and images without one have no use for
 * it.
 * @returns `volume-group`: the disk has to be described as one; undefined: the program does what is asked for by itself.
 * @throws error 37 where the program cannot be told.
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
