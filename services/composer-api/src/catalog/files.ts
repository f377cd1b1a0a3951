/** Shapes of the catalogue's files; `catalog/schemas/*.schema.json` describe and check them. */

export type ByArchitecture<T> = T | Record<string, T>

export interface AliasesFile {
  aliases: Record<string, string>
}

/** The facts about a distribution, in its own file or, with placeholders, in the file of its family. */
export interface DistributionFacts {
  vendor: string
  product: string
  codename?: string
  osVersion: string
  releasever: string
  modulePlatformId: string
  openscapProfiles?: string[]
  isoLabel?: string
  architectures: string[]
}

/** The file of one distribution. Absent members are taken from the pattern of a family that fits the name. */
export interface DistributionFile extends Partial<DistributionFacts> {
  name: string
  family?: string
  repositories?: RepositoryEntry[]
}

/**
 * Distributions of a family: `{major}` and `{minor}` of the name stand for numbers, and may be used in the other texts.
 */
export interface DistributionPattern extends DistributionFacts {
  /** The canonical name. */
  name: string
  /** Other ways to write it. */
  spellings?: string[]
  maxMinor?: number
}

export interface RepositoriesFile {
  defaults: RepositoryGroup[]
}

/** The default repositories of some distributions, named canonically or by an alias. */
export interface RepositoryGroup {
  distributions: string[]
  /** The architectures that have them; absent: all. */
  architectures?: string[]
  repositories: RepositoryEntry[]
}

export interface RepositoryEntry {
  name: string
  architectures?: string[]
  baseurl?: string
  metalink?: string
  mirrorlist?: string
  checkGpg?: boolean
  gpgKeys?: string[]
  rhsm?: boolean
  moduleHotfixes?: boolean
  metadataExpire?: string
  imageTypeTags?: string[]
  packageSets?: string[]
}

export interface FamilyFile {
  family: string
  distributions?: DistributionPattern[]
  /** For every distribution of the family that has no list of its own. */
  openscapProfiles?: string[]
  blueprintOptions: Record<string, string[]>
  imageTypes: Record<string, ImageTypeEntry>
}

export interface ImageTypeEntry extends ImageTypeFacts, Condition {
  variants?: ImageTypeVariant[]
}

/** Which distributions of the family are meant. One without a minor counts as newer than every minor. */
export interface Condition {
  vendors?: string[]
  fromMinor?: number
  toMinor?: number
}

/** Facts that differ for some of the distributions that offer the image type. */
export interface ImageTypeVariant extends Partial<ImageTypeFacts> {
  when: Condition
}

export interface ImageTypeFacts {
  architectures: string[]
  aliases?: string[]
  filename: string
  mimeType: string
  exports: [string, ...string[]]
  defaultSize?: number | string
  bootMode: ByArchitecture<'hybrid' | 'uefi' | 'legacy' | 'none'>
  partitionTable?: ByArchitecture<'gpt' | 'dos' | 'none'>
  pipelines: { build: string[]; payload: ByArchitecture<string[]>; solved: string[] }
  ostree?: { ref: string; url?: string; urlRequired?: boolean }
  isoLabel?: string
  payloadPackageSets?: string[]
  requiredBlueprintOptions?: string[]
  blueprintOptions: string
}

/** A checked file, or a part of one, and where it came from, for messages. */
export interface Source<T> {
  file: string
  content: T
}

export interface CatalogFiles {
  families: Map<string, Source<FamilyFile>>
  distributions: Map<string, Source<DistributionFile>>
  /** By each distribution name that a group lists. */
  repositories: Map<string, Source<RepositoryGroup>>
  aliases: Map<string, Source<string>>
}
