import type { ImageType } from '../catalog/catalog.js'
import type { Blueprint, BlueprintUser } from './blueprint.js'
import { badCustomization } from './refuse.js'

/** Members of the root user that the kickstart commands `rootpw` and `sshkey` cannot express. */
const rootCannotHave = ['groups', 'home', 'shell', 'uid', 'gid'] as const satisfies (keyof BlueprintUser)[]

/**
 * The rules of the kickstart file of installers (image-builder, `customizations/kickstart`, and `checkOptionsCommon` for
 * the first of them).
 * @param at the path of the customizations in the request body, for messages.
 * @param imageType absent for bootc, whose media have no such file.
 * @throws error 35 naming the field.
 */
export function checkInstaller(
  { customizations = {} }: Blueprint,
  imageType: ImageType | undefined,
  at: string,
): void {
  const { installer, user = [], group = [], sshkey = [] } = customizations
  if (installer?.kickstart !== undefined && user.length + group.length + sshkey.length > 0)
    throw badCustomization(
      `${at}.installer.kickstart`,
      'cannot be combined with users, groups and their keys',
    )
  if (imageType === undefined || !writesKickstart(imageType)) return
  const root = user.find(({ name, ...rest }) => name === 'root' && rootCannotHave.some((key) => key in rest))
  if (root !== undefined) {
    const given = rootCannotHave.filter((key) => root[key] !== undefined)
    throw badCustomization(at, `root of ${imageType.name} cannot have ${given.join(', ')}`)
  }
}

/** All installer media have a kickstart file, except those that write an image to the disk or run a live system. */
function writesKickstart({ name, isoLabel }: ImageType): boolean {
  return isoLabel !== undefined && !/simplified|live/.test(name)
}
