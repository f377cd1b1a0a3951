import { JOB_ERROR, JobError } from '../../job-error.js'

/** Args of a manifest job (`image-builder-manifest`, `manifest-id-only`), as far as the program supports them. */
export interface ManifestArgs {
  distro: string
  arch: string
  imageType: string
  blueprint: unknown
  repositories: RepositoryConfig[]
  subscription: Record<string, unknown> | undefined
  sizeBytes: number | undefined
  seed: number | undefined
  ostree: OstreeArgs | undefined
  bootc: BootcArgs | undefined
  /** `K=V` pairs for the program. */
  extraEnv: string[]
  /** Indexes of the results of the resolve jobs in the dynamic args. */
  containerIndex: number | undefined
  ostreeIndex: number | undefined
}

export interface RepositoryConfig {
  id?: string
  name?: string
  baseurls?: string[]
  metalink?: string
  mirrorlist?: string
  gpgkeys?: string[]
  check_gpg?: boolean
  metadata_expire?: string
  module_hotfixes?: boolean
  rhsm?: boolean
  /** The program's repository files cannot hold this, so it does not reach the program's solver. */
  check_repo_gpg?: boolean
  ignore_ssl?: boolean
  image_type_tags?: string[]
  package_sets?: string[]
}

export interface OstreeArgs {
  Ref?: string
  URL?: string
  ParentRef?: string
  ContentURL?: string
  RHSM?: boolean
}

export interface BootcArgs {
  Reference: string
  BuildReference?: string
  PayloadReference?: string
}

/**
 * Reads the job's args.
 * @throws {JobError} 29 naming the member that is missing or of the wrong type
 */
export function readManifestArgs(args: unknown, jobType: string): ManifestArgs {
  const { record, name, list, whole } = readersFor(jobType)
  const outer = record(args, 'args')
  const inner = record(outer.Args, 'Args')
  const bootc = inner.Bootc == null ? undefined : (record(inner.Bootc, 'Args.Bootc') as unknown as BootcArgs)
  return {
    distro: bootc ? '' : name(inner.Distro, 'Args.Distro'),
    arch: name(inner.Arch, 'Args.Arch'),
    imageType: name(inner.ImageType, 'Args.ImageType'),
    blueprint: inner.Blueprint ?? undefined,
    repositories: list(inner.Repositories, 'Args.Repositories') as RepositoryConfig[],
    subscription: inner.Subscription == null ? undefined : record(inner.Subscription, 'Args.Subscription'),
    sizeBytes: whole(inner.Size, 'Args.Size') || undefined,
    seed: whole(inner.Seed, 'Args.Seed'),
    ostree: inner.OSTree == null ? undefined : record(inner.OSTree, 'Args.OSTree'),
    bootc,
    extraEnv: list(outer.ExtraEnv, 'ExtraEnv') as string[],
    containerIndex: whole(outer.ContainerResolveDynArgsIdx, 'ContainerResolveDynArgsIdx'),
    ostreeIndex: whole(outer.OSTreeResolveDynArgsIdx, 'OSTreeResolveDynArgsIdx'),
  }
}

/** Readers that refuse a value of the wrong type with error 29, naming the member. */
function readersFor(jobType: string) {
  const misfit = (name: string, wanted: string) =>
    new JobError(JOB_ERROR.parsingJobArgs, `Error parsing ${jobType} job args`, `${name} is not ${wanted}`)
  return {
    record(value: unknown, at: string): Record<string, unknown> {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(at, 'an object')
      return value as Record<string, unknown>
    },
    /** For command line arguments and file names: refuses what would be taken for an option or a path. */
    name(value: unknown, at: string): string {
      if (typeof value !== 'string' || !/^[A-Za-z0-9][\w.+-]*$/.test(value)) throw misfit(at, 'a name')
      return value
    },
    list(value: unknown, at: string): unknown[] {
      if (value == null) return []
      if (!Array.isArray(value)) throw misfit(at, 'a list')
      return value
    },
    whole(value: unknown, at: string): number | undefined {
      if (value == null) return undefined
      if (!Number.isSafeInteger(value)) throw misfit(at, 'a whole number')
      return value as number
    },
  }
}
