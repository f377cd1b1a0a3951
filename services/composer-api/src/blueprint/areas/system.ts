/**
 * Areas that have the same form in `customizations` and in an API blueprint, and few rules. The schema accepts unknown
 * keys in some of them, but the manifest library refuses such keys, so every member is copied by name.
 */
import { omitAbsent } from '../../omit-absent.js'
import type { ApiBlueprintCustomizations } from '../../api-types.js'
import type { BlueprintCustomizations, RhsmConfig } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

type Api = ApiBlueprintCustomizations
type Area<K extends keyof BlueprintCustomizations> = NonNullable<BlueprintCustomizations[K]>

export function kernel({ name, append }: NonNullable<Api['kernel']>): Area<'kernel'> {
  return omitAbsent({ name, append })
}

/** A time server needs a name (image-builder, `osbuild/chrony_stage.go`). */
export function timezone(
  { timezone, ntpservers }: NonNullable<Api['timezone']>,
  at: string,
): Area<'timezone'> {
  const empty = ntpservers?.indexOf('') ?? -1
  if (empty >= 0) throw badCustomization(`${at}.ntpservers[${empty}]`, 'must not be empty')
  return omitAbsent({ timezone, ntpservers })
}

export function locale({ languages, keyboard }: NonNullable<Api['locale']>): Area<'locale'> {
  return omitAbsent({ languages, keyboard })
}

export function services({ enabled, disabled, masked }: NonNullable<Api['services']>): Area<'services'> {
  return omitAbsent({ enabled, disabled, masked })
}

export function rpm({ import_keys }: NonNullable<Api['rpm']>): Area<'rpm'> | undefined {
  return import_keys && { import_keys: omitAbsent({ files: import_keys.files }) }
}

export function dnf({ config }: NonNullable<Api['dnf']>): Area<'dnf'> | undefined {
  return config && { config: omitAbsent({ set_releasever: config.set_releasever }) }
}

export function rhsm({ config }: NonNullable<Api['rhsm']>): Area<'rhsm'> | undefined {
  if (config === undefined) return undefined
  const { dnf_plugins: plugins, subscription_manager: manager } = config
  const enabled = (plugin: { enabled?: boolean } | undefined) =>
    plugin && omitAbsent({ enabled: plugin.enabled })
  const mapped: RhsmConfig = omitAbsent({
    dnf_plugins:
      plugins &&
      omitAbsent({
        product_id: enabled(plugins.product_id),
        subscription_manager: enabled(plugins.subscription_manager),
      }),
    subscription_manager:
      manager &&
      omitAbsent({
        rhsm:
          manager.rhsm &&
          omitAbsent({
            manage_repos: manager.rhsm.manage_repos,
            auto_enable_yum_plugins: manager.rhsm.auto_enable_yum_plugins,
          }),
        rhsmcertd:
          manager.rhsmcertd && omitAbsent({ auto_registration: manager.rhsmcertd.auto_registration }),
      }),
  })
  return { config: mapped }
}
