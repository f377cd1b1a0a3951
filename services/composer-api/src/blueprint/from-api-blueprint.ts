import { omitAbsent, unlessEmpty } from '../omit-absent.js'
import type { ApiBlueprint, ApiBlueprintCustomizations } from '../api-types.js'
import { cacerts } from './areas/cacerts.js'
import * as disks from './areas/disk.js'
import { blueprintFilesystem } from './areas/filesystem.js'
import { firewall } from './areas/firewall.js'
import { installer } from './areas/installer.js'
import { directories, files } from './areas/nodes.js'
import { fdo, ignition } from './areas/onboarding.js'
import { openscap } from './areas/openscap.js'
import { containers, namedPackages } from './areas/packages.js'
import { blueprintRepositories } from './areas/repositories.js'
import * as system from './areas/system.js'
import { blueprintUsers, groups } from './areas/users.js'
import type { Blueprint, BlueprintCustomizations } from './blueprint.js'
import { optional } from './optional.js'
import { badCustomization } from './refuse.js'

const versionPattern = /^\d{1,18}\.\d{1,18}\.\d{1,18}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/

/**
 * The blueprint of a request with `blueprint`.
 * @throws errors 35 (blueprint, customization) and 20 (number, UUID), each naming the field.
 */
export function fromApiBlueprint(blueprint: ApiBlueprint): Blueprint {
  const b = blueprint
  const at = (member: string) => `blueprint.${member}`
  const version = b.version === undefined || b.version === '' ? '0.0.0' : b.version
  if (!versionPattern.test(version))
    throw badCustomization(at('version'), 'must be a semantic version, x.y.z')
  const result = omitAbsent({
    name: b.name,
    description: b.description,
    version,
    distro: b.distro === '' ? undefined : b.distro,
    packages: namedPackages(b.packages ?? [], at('packages')),
    modules: namedPackages(b.modules ?? [], at('modules')),
    enabled_modules: (b.enabled_modules ?? []).map(({ name, stream }) => ({ name, stream })),
    groups: (b.groups ?? []).map(({ name }) => ({ name })),
    containers: optional(b.containers, (list) => containers(list, at('containers'))),
    customizations: unlessEmpty(
      customizationsOf(b.customizations ?? {}, (member) => at(`customizations.${member}`)),
    ),
  })
  if (result.name !== '') return result
  if (hasContent(result)) throw badCustomization(at('name'), 'must not be empty')
  return { ...result, name: 'empty blueprint' }
}

/** Whether the blueprint has any content other than its name. */
function hasContent(b: Blueprint): boolean {
  const lists = [b.packages, b.modules, b.enabled_modules, b.groups, b.containers ?? []]
  return (
    lists.some((list) => list.length > 0) ||
    (b.description ?? '') !== '' ||
    b.version !== '0.0.0' ||
    b.distro !== undefined ||
    b.customizations !== undefined
  )
}

function customizationsOf(
  c: Partial<ApiBlueprintCustomizations>,
  at: (member: string) => string,
): BlueprintCustomizations {
  return omitAbsent({
    hostname: c.hostname,
    kernel: optional(c.kernel, system.kernel),
    sshkey: optional(c.sshkey, (list) => list.map(({ user, key }) => ({ user, key }))),
    user: optional(c.user, (list) => blueprintUsers(list, at('user'))),
    group: optional(c.group, (list) => groups(list, at('group'))),
    timezone: optional(c.timezone, (settings) => system.timezone(settings, at('timezone'))),
    locale: optional(c.locale, system.locale),
    firewall: optional(c.firewall, (settings) => firewall(settings, at('firewall'))),
    services: optional(c.services, system.services),
    filesystem: optional(c.filesystem, (list) => blueprintFilesystem(list, at('filesystem'))),
    disk: optional(c.disk, (layout) => disks.disk(layout, at('disk'))),
    installation_device: c.installation_device,
    // `auto-lvm` is the default that validation inserts; image types without partitioning modes would warn about it.
    partitioning_mode: c.partitioning_mode === 'auto-lvm' ? undefined : c.partitioning_mode,
    fdo: optional(c.fdo, (settings) => fdo(settings, at('fdo'))),
    openscap: optional(c.openscap, (scan) => openscap(scan, at('openscap'))),
    ignition: optional(c.ignition, (settings) => ignition(settings, at('ignition'))),
    directories: optional(c.directories, (list) => directories(list, at('directories'))),
    files: optional(c.files, (list) => files(list, at('files'))),
    repositories: optional(c.repositories, (list) => blueprintRepositories(list, at('repositories'))),
    fips: c.fips,
    installer: optional(c.installer, (settings) => installer(settings, at('installer'))),
    rpm: optional(c.rpm, system.rpm),
    rhsm: optional(c.rhsm, system.rhsm),
    cacerts: optional(c.cacerts, (settings) => cacerts(settings, at('cacerts'))),
    dnf: optional(c.dnf, system.dnf),
  })
}
