import { omitAbsent } from '../../omit-absent.js'
import type { ApiFdo, ApiIgnition } from '../../api-types.js'
import type { BlueprintCustomizations } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

const diunKeys = ['diun_pub_key_insecure', 'diun_pub_key_hash', 'diun_pub_key_root_certs'] as const

/** `customizations.fdo`: a manufacturing server, and exactly one way to verify it. */
export function fdo(settings: ApiFdo, at: string): Record<string, string> {
  if (settings.manufacturing_server_url === undefined || settings.manufacturing_server_url === '') {
    throw badCustomization(`${at}.manufacturing_server_url`, 'is needed')
  }
  const given = diunKeys.filter((key) => settings[key] !== undefined && settings[key] !== '')
  if (given.length !== 1) throw badCustomization(at, `exactly one of ${diunKeys.join(', ')} is needed`)
  return omitAbsent({
    manufacturing_server_url: settings.manufacturing_server_url,
    diun_pub_key_insecure: settings.diun_pub_key_insecure,
    diun_pub_key_hash: settings.diun_pub_key_hash,
    diun_pub_key_root_certs: settings.diun_pub_key_root_certs,
    di_mfg_string_type_mac_iface: settings.di_mfg_string_type_mac_iface,
  })
}

/** `customizations.ignition`: a configuration that is embedded, or one that is fetched at first boot, but not both. */
export function ignition(
  { embedded, firstboot }: ApiIgnition,
  at: string,
): NonNullable<BlueprintCustomizations['ignition']> {
  if (embedded !== undefined && firstboot !== undefined) {
    throw badCustomization(`${at}.firstboot`, 'cannot be combined with embedded')
  }
  if (firstboot?.url === '') throw badCustomization(`${at}.firstboot.url`, 'must not be empty')
  return omitAbsent({
    embedded: embedded === undefined ? undefined : { config: embedded.config },
    firstboot: firstboot === undefined ? undefined : { url: firstboot.url },
  })
}
