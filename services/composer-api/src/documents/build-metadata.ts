import type { Selection } from '@composer/raw-json'
import { refusal } from '../errors.js'
import type { PackageMetadata } from './schemas.js'

const RPM_STAGE = 'org.osbuild.rpm'
const COMMIT_STAGE = 'org.osbuild.ostree.commit'

/**
 * The members of an osbuild result that the metadata document needs. The logs, which are most of the result, are
 * skipped.
 */
export const metadataSelection = {
  osbuild_output: {
    log: { '*': {} },
    metadata: {
      '*': {
        [RPM_STAGE]: { packages: true },
        [COMMIT_STAGE]: { compose: { 'ostree-commit': true } },
      },
    },
  },
} satisfies Selection

/** The part of a result that `metadataSelection` reads. */
export interface SelectedResult {
  osbuild_output?: {
    log?: Record<string, unknown> | null
    metadata?: Record<string, unknown> | null
  } | null
}

/**
 * The content of the image according to the result of a successful build: the packages of the payload pipelines, in
 * pipeline order, and the OSTree commit when one was made.
 * @param result undefined when the job has no result.
 * @param payload names of the payload pipelines.
 * @throws error 1012 when there is no result, or it has no osbuild output or an empty log
 */
export function buildMetadata(
  result: SelectedResult | undefined,
  payload: readonly string[],
): { packages: PackageMetadata[]; ostree_commit?: string } {
  const output = result?.osbuild_output
  if (!output?.log || Object.keys(output.log).length === 0)
    throw refusal(1012, 'osbuild_output: the build has no output or an empty log')
  const stages = output.metadata ?? {}
  const commits = Object.values(stages).map((stage) =>
    memberOf(memberOf(memberOf(stage, COMMIT_STAGE), 'compose'), 'ostree-commit'),
  )
  const commit = commits.find((found) => typeof found === 'string')
  return {
    packages: installedPackages(result, payload),
    ...(commit !== undefined && { ostree_commit: commit }),
  }
}

/** The packages of the payload pipelines, in pipeline order; an empty list when the result does not have them. */
export function installedPackages(
  result: SelectedResult | undefined,
  payload: readonly string[],
): PackageMetadata[] {
  const stages = result?.osbuild_output?.metadata
  return payload.flatMap((pipeline) => {
    const packages = memberOf(memberOf(memberOf(stages, pipeline), RPM_STAGE), 'packages')
    return Array.isArray(packages) ? packages.filter(isNamed).map(describePackage) : []
  })
}

/**
 * A member of the metadata that osbuild reported for a stage; undefined when `value` is no object. The metadata is too
 * large to be validated when the worker reports it, so values of an unexpected type are left out here; they do not make
 * the build fail.
 */
function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

const isNamed = (installed: unknown): installed is { name: string } =>
  typeof memberOf(installed, 'name') === 'string'

function describePackage(installed: { name: string }): PackageMetadata {
  const text = (member: string) => {
    const value = memberOf(installed, member)
    return typeof value === 'string' ? value : undefined
  }
  const epoch = memberOf(installed, 'epoch')
  // An empty text is no signature, as in the reference.
  const signature = text('siggpg') || text('sigpgp')
  return {
    type: 'rpm',
    name: installed.name,
    version: text('version') ?? '',
    release: text('release') ?? '',
    ...((typeof epoch === 'string' || typeof epoch === 'number') && { epoch: String(epoch) }),
    arch: text('arch') ?? '',
    sigmd5: text('sigmd5') ?? '',
    ...(signature && { signature }),
  }
}
