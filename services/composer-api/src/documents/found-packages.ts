import { epochOf } from './depsolved-packages.js'

/** One package of a search result: its members are named as workers name them. */
interface FoundPackage {
  Name: string
  Epoch?: number
  Version?: string
  Release?: string
  Arch?: string
  Summary?: string
  Description?: string
  URL?: string
  License?: string
  BuildTime?: string
}

export interface SearchResult {
  packages?: FoundPackage[] | null
}

/** The packages that matched a search. Texts that a package does not have are left out. */
export function foundPackages(result: SearchResult) {
  return (result.packages ?? []).map((found) => ({
    name: found.Name,
    ...epochOf(found.Epoch),
    version: found.Version ?? '',
    release: found.Release ?? '',
    arch: found.Arch ?? '',
    ...unlessBlank('summary', found.Summary),
    ...unlessBlank('description', found.Description),
    ...unlessBlank('url', found.URL),
    ...unlessBlank('license', found.License),
    ...unlessBlank('buildtime', found.BuildTime),
  }))
}

function unlessBlank<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value ? ({ [key]: value } as { [P in K]: string }) : {}
}
