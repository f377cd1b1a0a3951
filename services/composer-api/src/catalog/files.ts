/** Shapes of the catalogue's files; `catalog/schemas/*.schema.json` describe and check them. */

export type ByArchitecture<T> = T | Record<string, T>

export interface AliasesFile {
  aliases: Record<string, string>
}

export interface DistributionFile {
  name: string
  vendor: string
  family: string
  product: string
  codename?: string
  osVersion: string
  releasever: string
  modulePlatformId: string
  openscapProfiles?: string[]
  isoLabel?: string
  architectures: string[]
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
  blueprintOptions: Record<string, string[]>
  imageTypes: Record<string, ImageTypeEntry>
}

export interface ImageTypeEntry {
  vendors?: string[]
  architectures: string[]
  aliases?: string[]
  filename: string
  mimeType: string
  exports: [string, ...string[]]
  defaultSize?: number | string
  bootMode: ByArchitecture<'hybrid' | 'uefi' | 'legacy' | 'none'>
  partitionTable?: ByArchitecture<'gpt' | 'dos'>
  pipelines: { build: string[]; payload: ByArchitecture<string[]>; solved: string[] }
  ostree?: { ref: string; url?: string; urlRequired?: boolean }
  isoLabel?: string
  payloadPackageSets?: string[]
  requiredBlueprintOptions?: string[]
  blueprintOptions: string
}

/** A checked file and where it came from, for messages. */
export interface Source<T> {
  file: string
  content: T
}

export interface CatalogFiles {
  families: Map<string, Source<FamilyFile>>
  distributions: Map<string, Source<DistributionFile>>
  aliases: Map<string, Source<string>>
}
