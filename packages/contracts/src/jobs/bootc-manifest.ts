import type { JobType } from './job-type.js'
import { argsOf, opaque } from './json-schema.js'
import { manifestResult } from './manifest-result.js'
import { repositoriesSchema, type JobRepository } from './repository.js'

export interface BootcManifestArgs {
  reference: string
  build_reference: string
  arch: string
  image_type: string
  repositories: JobRepository[] | null
  blueprint: unknown
}

/** Manifest of a bootc image, as workers until early 2026 know it. */
export const bootcManifest: JobType<'bootc-manifest'> = {
  ...manifestResult,
  name: 'bootc-manifest',
  archBound: false,
  onDependencyFailure: 'run',
  argsSchema: argsOf(
    {
      reference: { type: 'string' },
      build_reference: { type: 'string' },
      arch: { type: 'string' },
      image_type: { type: 'string' },
      repositories: repositoriesSchema,
      blueprint: opaque,
    },
    ['reference', 'build_reference', 'arch', 'image_type', 'repositories', 'blueprint'],
  ),
}
