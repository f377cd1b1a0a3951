import type { ApiBlueprintCustomizations } from '../../api-types.js'
import { omitAbsent, unlessEmpty } from '../../omit-absent.js'
import type { BlueprintCustomizations } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

/**
 * `customizations.installer`, both forms. A kickstart file in the request replaces what the other settings would write
 * (osbuild/blueprint, `GetInstaller`).
 */
export function installer(
  settings: NonNullable<ApiBlueprintCustomizations['installer']>,
  at: string,
): BlueprintCustomizations['installer'] {
  const { unattended, 'sudo-nopasswd': sudoNopasswd, kickstart } = settings
  const contents = kickstart?.contents
  if (contents !== undefined && contents !== '') {
    const problem = 'cannot be combined with kickstart'
    if (unattended === true) throw badCustomization(`${at}.unattended`, problem)
    if ((sudoNopasswd ?? []).length > 0) throw badCustomization(`${at}.sudo-nopasswd`, problem)
  }
  return unlessEmpty(
    omitAbsent({
      unattended,
      'sudo-nopasswd': sudoNopasswd,
      kickstart: contents === undefined || contents === '' ? undefined : { contents },
    }),
  )
}
