import type { JobType } from './job-type.js'
import { argsOf, count, flag, listOf, opaque, record, text } from './json-schema.js'
import { manifestResult } from './manifest-result.js'
import { repositoriesSchema, type JobRepository } from './repository.js'

/** Arguments of the image-builder program; the names are the Go worker's. Members after the line are ours, for workers that know them. */
export interface ImageBuilderManifestArgs {
  Args: {
    Distro: string
    Arch: string
    ImageType: string
    Blueprint: unknown
    Repositories: JobRepository[] | null
    Subscription?: unknown
    // -----
    Size?: number
    Seed?: number
    OSTree?: { Ref?: string; URL?: string; ParentRef?: string; ContentURL?: string; RHSM?: boolean }
    Bootc?: { Reference: string; BuildReference?: string; PayloadReference?: string }
    Facts?: Record<string, string>
  }
  /** `KEY=value` each. */
  ExtraEnv: string[] | null
  /** Where in the dynamic args the resolved containers and commits stand. */
  ContainerResolveDynArgsIdx?: number
  OSTreeResolveDynArgsIdx?: number
}

/** Makes the osbuild manifest with the image-builder program. */
export const imageBuilderManifest: JobType<'image-builder-manifest'> = {
  ...manifestResult,
  name: 'image-builder-manifest',
  archBound: false,
  // Today's workers do not look at the dynamic args of this type: they would build what could not be resolved.
  onDependencyFailure: {
    'container-resolve': { id: 31, reason: 'Error in container resolve job dependency' },
    'ostree-resolve': { id: 35, reason: 'Error in ostree resolve job dependency' },
    '*': { id: 26, reason: 'Error in job dependency' },
  },
  argsSchema: argsOf(
    {
      Args: {
        type: 'object',
        required: ['Distro', 'Arch', 'ImageType', 'Blueprint', 'Repositories'],
        properties: {
          Distro: { type: 'string' },
          Arch: { type: 'string', minLength: 1 },
          ImageType: { type: 'string', minLength: 1 },
          Blueprint: opaque,
          Repositories: repositoriesSchema,
          Subscription: opaque,
          Size: count,
          Seed: count,
          OSTree: record({ Ref: text, URL: text, ParentRef: text, ContentURL: text, RHSM: flag }),
          Bootc: record({ Reference: { type: 'string' }, BuildReference: text, PayloadReference: text }, [
            'Reference',
          ]),
          Facts: opaque,
        },
      },
      ExtraEnv: listOf({ type: 'string', pattern: '=' }),
      ContainerResolveDynArgsIdx: count,
      OSTreeResolveDynArgsIdx: count,
    },
    ['Args', 'ExtraEnv'],
  ),
}
