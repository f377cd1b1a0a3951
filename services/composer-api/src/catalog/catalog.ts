import type { JobRepository } from '@composer/contracts'
import type { CatalogSource } from './assemble-catalog.js'

/** What can be built: distributions, their architectures and image types, and where packages come from. */
export interface Catalog {
  /**
   * The distributions with default repositories, by the name (canonical or alias) under which these are listed; sorted.
   */
  readonly distributions: ReadonlyMap<string, Distribution>
  /** Other name → canonical name; every target exists. */
  readonly aliases: ReadonlyMap<string, string>
  /** Finds any known distribution by canonical name or another spelling of it; undefined when it is unknown. */
  readonly resolve: (name: string) => Distribution | undefined
  /** Problems that do not prevent the use of the catalogue; they are logged at start. */
  readonly warnings: readonly string[]
  /** The data that the catalogue was made from, so that a thread can make the same catalogue. */
  readonly source: CatalogSource
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
  /** OpenSCAP profiles that can be asked for; absent when the catalogue does not say, empty when there are none. */
  readonly openscapProfiles?: readonly string[]
  readonly architectures: ReadonlyMap<string, Architecture>
}

export interface Architecture {
  readonly name: string
  /** By canonical name, in the order of the family's file. */
  readonly imageTypes: ReadonlyMap<string, ImageType>
  /** Every default repository of the architecture, in order, tagged ones included; empty when there are none. */
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
    /** The pipelines that install packages. */
    readonly solved: readonly string[]
  }
  /** Present on ostree-based types. */
  readonly ostree?: { readonly ref: string; readonly url?: string; readonly urlRequired: boolean }
  readonly isoLabel?: string
  readonly payloadPackageSets: readonly string[]
  readonly requiredBlueprintOptions: readonly string[]
  readonly supportedBlueprintOptions: readonly string[]
}

/** A package repository; its members are named as in jobs and in GET /distributions. */
export type Repository = JobRepository

/**
 * Finds a distribution by canonical name, other spelling or alias. An alias has the default repositories that are listed
 * under it; when there are none, those of the distribution it stands for.
 */
export function findDistribution(catalog: Catalog, name: string): Distribution | undefined {
  return catalog.distributions.get(name) ?? catalog.resolve(catalog.aliases.get(name) ?? name)
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
