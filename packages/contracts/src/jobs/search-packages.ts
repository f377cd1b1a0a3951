import { jobError, nullable, resultBase, type JobType } from './job-type.js'
import { repositoriesSchema, type JobRepository } from './repository.js'

export interface SearchPackagesArgs {
  /** Names; `*` stands for any text. */
  packages: string[]
  repos: JobRepository[]
  module_platform_id: string
  arch: string
  releasever: string
}

/** Looks packages up in repositories. */
export const searchPackages: JobType<'search-packages'> = {
  name: 'search-packages',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: true,
  misfitError: 23,
  argsSchema: {
    type: 'object',
    required: ['packages', 'repos', 'module_platform_id', 'arch', 'releasever'],
    properties: {
      packages: { type: 'array', items: { type: 'string' } },
      repos: repositoriesSchema,
      module_platform_id: { type: 'string' },
      arch: { type: 'string' },
      releasever: { type: 'string' },
    },
  },
  resultSchema: { type: 'object', properties: { ...resultBase, packages: nullable('array') } },
  selection: { job_error: true, packages: [{}] },
  digest: jobError,
}
