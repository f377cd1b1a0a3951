/*
 * Types of the two interfaces for solving packages. `Solver…`: what image-builder writes to its solver and reads from
 * it, version 2 of that interface. The others: args and result of a `depsolve` job, which workers do.
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
  /** Ids of the repositories to use; absent: all. */
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

/** The member names are those of the `depsolve` job's args. */
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

/** The answer to image-builder if packages cannot be solved; it prints both members. */
export interface SolverError {
  kind: string
  reason: string
}

/** A member cannot be converted to the other interface. The message names it; no member is dropped silently. */
export class UnmappableError extends Error {
  override readonly name = 'UnmappableError'
}

/**
 * Name of the package set chain in the args of a job. image-builder does not say which pipeline the packages are for.
 */
export const CHAIN = 'packages'
