import { JOB_ERROR, JobError } from '../../job-error.js'

/** Args of an `image-builder-manifest` job, as far as the program can honour them. */
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
  /** Where the results of the resolve jobs are in the dynamic args. */
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
  ignore_ssl?: boolean
  metadata_expire?: string
  module_hotfixes?: boolean
  rhsm?: boolean
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
export function readManifestArgs(args: unknown): ManifestArgs {
  const outer = recordOf(args, 'args')
  const inner = recordOf(outer.Args, 'Args')
  const bootc =
    inner.Bootc == null ? undefined : (recordOf(inner.Bootc, 'Args.Bootc') as unknown as BootcArgs)
  return {
    distro: bootc ? '' : textOf(inner.Distro, 'Args.Distro'),
    arch: textOf(inner.Arch, 'Args.Arch'),
    imageType: textOf(inner.ImageType, 'Args.ImageType'),
    blueprint: inner.Blueprint ?? undefined,
    repositories: listOf(inner.Repositories, 'Args.Repositories') as RepositoryConfig[],
    subscription: inner.Subscription == null ? undefined : recordOf(inner.Subscription, 'Args.Subscription'),
    sizeBytes: wholeOf(inner.Size, 'Args.Size') || undefined,
    seed: wholeOf(inner.Seed, 'Args.Seed'),
    ostree: inner.OSTree == null ? undefined : recordOf(inner.OSTree, 'Args.OSTree'),
    bootc,
    extraEnv: listOf(outer.ExtraEnv, 'ExtraEnv') as string[],
    containerIndex: wholeOf(outer.ContainerResolveDynArgsIdx, 'ContainerResolveDynArgsIdx'),
    ostreeIndex: wholeOf(outer.OSTreeResolveDynArgsIdx, 'OSTreeResolveDynArgsIdx'),
  }
}

const misfit = (name: string, wanted: string) =>
  new JobError(
    JOB_ERROR.parsingJobArgs,
    'Error parsing image-builder-manifest job args',
    `${name} is not ${wanted}`,
  )

function recordOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(name, 'an object')
  return value as Record<string, unknown>
}

/** Becomes a command line argument or a file name: nothing that could be taken for an option or a path. */
function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9][\w.+-]*$/.test(value)) throw misfit(name, 'a name')
  return value
}

function listOf(value: unknown, name: string): unknown[] {
  if (value == null) return []
  if (!Array.isArray(value)) throw misfit(name, 'a list')
  return value
}

function wholeOf(value: unknown, name: string): number | undefined {
  if (value == null) return undefined
  if (!Number.isSafeInteger(value)) throw misfit(name, 'a whole number')
  return value as number
}
