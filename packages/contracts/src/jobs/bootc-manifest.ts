import { defineJobType } from './job-type.js'
import { argsOf, everyOf, opaque } from './json-schema.js'
import { manifestResult } from './manifest-result.js'
import { repositoriesSchema } from './repository.js'

const members = {
  reference: { type: 'string' },
  build_reference: { type: 'string' },
  arch: { type: 'string' },
  image_type: { type: 'string' },
  repositories: repositoriesSchema,
  blueprint: opaque,
} as const

/** Manifest of a bootc image, as workers until early 2026 know it. */
export const bootcManifest = defineJobType({
  ...manifestResult,
  name: 'bootc-manifest',
  archBound: false,
  onDependencyFailure: 'run',
  argsSchema: argsOf(members, everyOf(members)),
})
