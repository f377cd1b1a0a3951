import { omitAbsent, unlessEmpty } from '../omit-absent.js'
import type { ApiCustomizations } from '../api-types.js'
import { cacerts } from './areas/cacerts.js'
import * as disks from './areas/disk.js'
import { filesystem } from './areas/filesystem.js'
import { firewall } from './areas/firewall.js'
import { installer } from './areas/installer.js'
import { directories, files } from './areas/nodes.js'
import { fdo, ignition } from './areas/onboarding.js'
import { openscap } from './areas/openscap.js'
import { containers, plainPackages } from './areas/packages.js'
import { customRepositories } from './areas/repositories.js'
import * as system from './areas/system.js'
import { groups, users } from './areas/users.js'
import type { Blueprint, BlueprintCustomizations } from './blueprint.js'
import { optional } from './optional.js'

/**
 * The blueprint of a request with `customizations` (or with nothing). `subscription`, `payload_repositories` and
 * `partitioning_mode` are not part of a blueprint: they become image options and repositories.
 * @throws errors 35 (customization) and 20 (number, UUID), each naming the field.
 */
export function fromCustomizations(customizations?: ApiCustomizations): Blueprint {
  const c: Partial<ApiCustomizations> = customizations ?? {}
  const at = (member: string) => `customizations.${member}`
  return omitAbsent({
    name: 'empty blueprint',
    version: '0.0.0',
    packages: plainPackages(c.packages ?? [], at('packages')),
    modules: [],
    enabled_modules: (c.enabled_modules ?? []).map(({ name, stream }) => ({ name, stream })),
    groups: [],
    containers: optional(c.containers, (list) => containers(list, at('containers'))),
    customizations: unlessEmpty(customizationsOf(c, at)),
  })
}

function customizationsOf(
  c: Partial<ApiCustomizations>,
  at: (member: string) => string,
): BlueprintCustomizations {
  return omitAbsent({
    hostname: c.hostname,
    kernel: optional(c.kernel, system.kernel),
    user: optional(c.users, (list) => users(list, at('users'))),
    group: optional(c.groups, (list) => groups(list, at('groups'))),
    timezone: optional(c.timezone, (settings) => system.timezone(settings, at('timezone'))),
    locale: optional(c.locale, system.locale),
    firewall: optional(c.firewall, (settings) => firewall(settings, at('firewall'))),
    services: optional(c.services, system.services),
    filesystem: optional(c.filesystem, (list) => filesystem(list, at('filesystem'))),
    disk: optional(c.disk, (layout) => disks.disk(layout, at('disk'))),
    installation_device: c.installation_device,
    fdo: optional(c.fdo, (settings) => fdo(settings, at('fdo'))),
    openscap: optional(c.openscap, (scan) => openscap(scan, at('openscap'))),
    ignition: optional(c.ignition, (settings) => ignition(settings, at('ignition'))),
    directories: optional(c.directories, (list) => directories(list, at('directories'))),
    files: optional(c.files, (list) => files(list, at('files'))),
    repositories: optional(c.custom_repositories, (list) =>
      customRepositories(list, at('custom_repositories')),
    ),
    fips: c.fips?.enabled,
    installer: optional(c.installer, (settings) => installer(settings, at('installer'))),
    rpm: optional(c.rpm, system.rpm),
    rhsm: optional(c.rhsm, system.rhsm),
    cacerts: optional(c.cacerts, (settings) => cacerts(settings, at('cacerts'))),
    dnf: optional(c.dnf, system.dnf),
  })
}
