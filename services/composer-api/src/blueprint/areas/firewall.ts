import type { ApiBlueprintCustomizations } from '../../api-types.js'
import { omitAbsent } from '../../omit-absent.js'
import type { BlueprintFirewall } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

const portPattern = /.:(?:tcp|udp|sctp|dccp)$/
const zonePattern = /^[A-Za-z0-9_-]+$/

/**
 * `customizations.firewall`, both forms; only an API blueprint has zones. A zone must have a name and sources
 * (image-builder, `osbuild/firewall_stage.go`); ports and zones must have the form that osbuild's stage
 * `org.osbuild.firewall` accepts.
 */
export function firewall(
  { ports, services, zones }: NonNullable<ApiBlueprintCustomizations['firewall']>,
  at: string,
): BlueprintFirewall {
  const wrong = ports?.findIndex((port) => !portPattern.test(port)) ?? -1
  if (wrong >= 0) {
    throw badCustomization(
      `${at}.ports[${wrong}]`,
      'must be a port or range and ":tcp", ":udp", ":sctp" or ":dccp"',
    )
  }
  zones?.forEach(({ name = '', sources = [] }, index) => {
    const field = `${at}.zones[${index}]`
    if (name === '') throw badCustomization(`${field}.name`, 'is needed')
    if (!zonePattern.test(name))
      throw badCustomization(`${field}.name`, 'must consist of letters, digits, "_" and "-"')
    if (sources.length === 0) throw badCustomization(`${field}.sources`, 'is needed')
  })
  return omitAbsent({
    ports,
    services: services && omitAbsent({ enabled: services.enabled, disabled: services.disabled }),
    zones: zones?.map(({ name, sources }) => omitAbsent({ name, sources })),
  })
}
