import type { JobRepository } from '@composer/contracts'

/** What can be built: distributions, their architectures and image types, and where packages come from. */
export interface Catalog {
  /** By canonical name, sorted by name. */
  readonly distributions: ReadonlyMap<string, Distribution>
  /** Other name → canonical name; every target exists. */
  readonly aliases: ReadonlyMap<string, string>
  /** Worth a log line at start: what is usable, but not as it should be. */
  readonly warnings: readonly string[]
}

export interface Distribution {
  readonly name: string
  readonly vendor: string
  /** Definition family, for example `rhel-9` for CentOS Stream 9 too. */
  readonly family: string
  readonly product: string
  readonly codename: string
  readonly osVersion: string
  readonly releasever: string
  readonly modulePlatformId: string
  /** OpenSCAP profiles that can be used; absent when the catalogue does not say, empty when there are none. */
  readonly openscapProfiles?: readonly string[]
  readonly architectures: ReadonlyMap<string, Architecture>
}

export interface Architecture {
  readonly name: string
  /** By canonical name, sorted by name. */
  readonly imageTypes: ReadonlyMap<string, ImageType>
  /** Every repository of the architecture, in order, tagged ones included. */
  readonly repositories: readonly Repository[]
}

export type BootMode = 'hybrid' | 'uefi' | 'legacy' | 'none'

export interface ImageType {
  readonly name: string
  readonly aliases: readonly string[]
  /** Name of the file inside the export. */
  readonly filename: string
  readonly mimeType: string
  /** Pipelines to export; targets name the first. */
  readonly exports: readonly [string, ...string[]]
  /** Bytes; 0 when none is declared. */
  readonly defaultSize: number
  readonly bootMode: BootMode
  /** Absent when the type has no partition table. */
  readonly partitionTable?: 'gpt' | 'dos'
  readonly pipelines: {
    readonly build: readonly string[]
    readonly payload: readonly string[]
    /** Those that install packages. */
    readonly solved: readonly string[]
  }
  /** Present on ostree-based types. */
  readonly ostree?: { readonly ref: string; readonly url?: string; readonly urlRequired: boolean }
  readonly isoLabel?: string
  readonly payloadPackageSets: readonly string[]
  readonly requiredBlueprintOptions: readonly string[]
  readonly supportedBlueprintOptions: readonly string[]
}

/** As jobs and GET /distributions name its members. */
export type Repository = JobRepository

/** Finds a distribution by canonical name or alias. */
export function findDistribution(catalog: Catalog, name: string): Distribution | undefined {
  return catalog.distributions.get(catalog.aliases.get(name) ?? name)
}

/** Finds an image type by canonical name or alias. */
export function findImageType(architecture: Architecture, name: string): ImageType | undefined {
  const exact = architecture.imageTypes.get(name)
  if (exact !== undefined) return exact
  for (const imageType of architecture.imageTypes.values()) {
    if (imageType.aliases.includes(name)) return imageType
  }
  return undefined
}

/**
 * The default repositories of an image type: the untagged ones plus those tagged with its canonical name.
 * Without an image type: the untagged ones.
 */
export function defaultRepositories(architecture: Architecture, imageType?: ImageType): Repository[] {
  return architecture.repositories.filter(
    ({ image_type_tags: tags }) =>
      tags === undefined || (imageType !== undefined && tags.includes(imageType.name)),
  )
}
