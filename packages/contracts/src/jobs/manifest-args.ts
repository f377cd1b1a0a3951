import { argsOf, count, flag, mapOf, opaque, record, text, type ArgsOf } from './json-schema.js'
import { repositoriesSchema } from './repository.js'

/**
 * What a manifest is made from, as makers and workers with the image-builder program take it. Names are those of the Go
 * worker, which knows the members before the line; those after it are ours.
 */
export const manifestArgsSchema = argsOf(
  {
    /** Empty for bootc. */
    Distro: { type: 'string' },
    Arch: { type: 'string', minLength: 1 },
    ImageType: { type: 'string', minLength: 1 },
    Blueprint: opaque,
    Repositories: repositoriesSchema,
    /** Null for none. */
    Subscription: opaque,
    // -----
    /** Bytes. Absent: the image type or the blueprint's disk decides. */
    Size: count,
    Seed: count,
    OSTree: record({ Ref: text, URL: text, ParentRef: text, ContentURL: text, RHSM: flag }),
    Bootc: record({ Reference: { type: 'string' }, BuildReference: text, PayloadReference: text }, [
      'Reference',
    ]),
    /** What the image would tell RHSM of itself; no program of today takes them. */
    Facts: mapOf({ type: 'string' }),
  },
  ['Distro', 'Arch', 'ImageType', 'Blueprint', 'Repositories', 'Subscription'],
)
export type ManifestArgs = ArgsOf<typeof manifestArgsSchema>

/** Where in the dynamic args the resolved containers and commits stand. */
export const resolvedIndexesSchema = {
  ContainerResolveDynArgsIdx: count,
  OSTreeResolveDynArgsIdx: count,
} as const

/** A manifest is not made where a container or a commit could not be resolved: the worker would not look. */
export const resolvesMustSucceed = {
  'container-resolve': { id: 31, reason: 'Error in container resolve job dependency' },
  'ostree-resolve': { id: 35, reason: 'Error in ostree resolve job dependency' },
  '*': { id: 26, reason: 'Error in job dependency' },
} as const
