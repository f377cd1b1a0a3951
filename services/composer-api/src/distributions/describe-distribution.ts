import { findDistribution, type Architecture, type Catalog, type ImageType } from '../catalog/catalog.js'
import { omitAbsent } from '../omit-absent.js'
import { apiImageTypes } from '../request/api-image-types.js'
import type { ApiImageType } from '../api-types.js'

/** An absent or empty member selects everything. */
export interface DistributionFilter {
  architectures?: readonly string[]
  /** Canonical names, aliases, and the API's names of image types. */
  imageTypes?: readonly string[]
}

/**
 * The document of GET /distributions/{distro}. Entries that the filter does not match are left out, so
 * `architectures` may be empty. `partition_type` is absent when there is no partition table. `base_partition_table` is
 * always absent: only the manifest program knows the layouts.
 * @returns undefined for an unknown name.
 */
export function describeDistribution(
  catalog: Catalog,
  name: string,
  filter: DistributionFilter,
  basePath: string,
) {
  const distribution = findDistribution(catalog, name)
  if (distribution === undefined) return undefined
  return {
    id: distribution.name,
    kind: 'DistributionDetails',
    href: `${basePath}/distributions/${distribution.name}`,
    name: distribution.name,
    codename: distribution.codename,
    releasever: distribution.releasever,
    os_version: distribution.osVersion,
    module_platform_id: distribution.modulePlatformId,
    product: distribution.product,
    architectures: describeArchitectures(distribution.architectures, filter),
  }
}

function describeArchitectures(
  all: ReadonlyMap<string, Architecture>,
  { architectures, imageTypes }: DistributionFilter,
) {
  const described = [...all.values()]
    .filter(({ name }) => matches([name], architectures))
    .map((architecture) => ({
      name: architecture.name,
      image_types: describeImageTypes(architecture, imageTypes),
    }))
    .filter(({ image_types: types }) => Object.keys(types).length > 0)
  return Object.fromEntries(described.map((architecture) => [architecture.name, architecture]))
}

function describeImageTypes(architecture: Architecture, wanted: readonly string[] | undefined) {
  const internal = wanted?.flatMap((name) => [name, ...internalNameOf(name)])
  const types = [...architecture.imageTypes.values()].filter(({ name, aliases }) =>
    matches([name, ...aliases], internal),
  )
  return Object.fromEntries(types.map((imageType) => [imageType.name, describeImageType(imageType)]))
}

/** The catalogue's name of an API image type, for example `qcow2` for `guest-image`. */
function internalNameOf(name: string): string[] {
  return isApiImageType(name) ? [apiImageTypes[name].internal] : []
}

function isApiImageType(name: string): name is ApiImageType {
  return Object.hasOwn(apiImageTypes, name)
}

function describeImageType(imageType: ImageType) {
  return omitAbsent({
    name: imageType.name,
    aliases: imageType.aliases,
    filename: imageType.filename,
    mime_type: imageType.mimeType,
    ostree_ref: imageType.ostree?.ref ?? '',
    iso_label: imageType.isoLabel,
    default_size: imageType.defaultSize,
    partition_type: imageType.partitionTable,
    boot_mode: imageType.bootMode,
    payload_package_sets: imageType.payloadPackageSets,
    exports: imageType.exports,
    required_blueprint_options: imageType.requiredBlueprintOptions,
    supported_blueprint_options: imageType.supportedBlueprintOptions,
  })
}

function matches(names: readonly string[], wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || names.some((name) => wanted.includes(name))
}
