/*
 * The two forms of solving packages. The program's: what image-builder writes to its solver and reads from it, version 2
 * of that interface. The workers': args and result of a `depsolve` job.
 */

export interface SolverRepository {
  id: string
  name?: string
  baseurl?: string[]
  metalink?: string
  mirrorlist?: string
  gpgkey?: string[]
  gpgcheck?: boolean
  repo_gpgcheck?: boolean
  sslverify?: boolean
  sslcacert?: string
  sslclientkey?: string
  sslclientcert?: string
  metadata_expire?: string
  module_hotfixes?: boolean
  rhsm?: boolean
}

export interface SolverTransaction {
  'package-specs': string[]
  'exclude-specs'?: string[]
  'module-enable-specs'?: string[]
  /** Ids of repositories; none: all of them. */
  'repo-ids'?: string[]
  install_weak_deps?: boolean
}

export interface SolverRequest {
  module_platform_id: string
  releasever: string
  arch: string
  repos: SolverRepository[]
  transactions: SolverTransaction[]
  sbom: boolean
}

export interface JobRepository {
  id?: string
  name?: string
  baseurls?: string[]
  metalink?: string
  mirrorlist?: string
  gpgkeys?: string[]
  check_gpg?: boolean
  check_repo_gpg?: boolean
  ignore_ssl?: boolean
  metadata_expire?: string
  module_hotfixes?: boolean
  rhsm?: boolean
}

/** The workers read these names as they are. */
export interface PackageSet {
  Include: string[]
  Exclude: string[] | null
  EnabledModules: string[] | null
  Repositories: JobRepository[]
  InstallWeakDeps: boolean
}

export interface DepsolveArgs {
  grouped_package_sets: Record<string, PackageSet[]>
  module_platform_id: string
  arch: string
  releasever: string
  sbom_type?: 'spdx'
}

/** What the program is told instead of packages; it prints both. */
export interface SolverError {
  kind: string
  reason: string
}

/** A member of one form that the other has no place for: it is named, never dropped. */
export class UnmappableError extends Error {
  override readonly name = 'UnmappableError'
}

/** The name of a chain in the args of a job. The program does not tell which pipeline it solves for. */
export const CHAIN = 'packages'
