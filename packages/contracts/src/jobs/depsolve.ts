import { jobError, nullable, resultBase, type JobType } from './job-type.js'
import type { JobRepository } from './repository.js'

/** The solver reads these names as they are. */
export interface PackageSet {
  Include: string[] | null
  Exclude: string[] | null
  EnabledModules: string[] | null
  Repositories: JobRepository[] | null
  InstallWeakDeps: boolean
}

export interface DepsolveArgs {
  /** Pipeline → chain of sets, each solved on top of the one before. */
  grouped_package_sets: Record<string, PackageSet[]>
  module_platform_id: string
  arch: string
  releasever: string
  sbom_type?: 'spdx'
}

/** Solves package sets into transactions. */
export const depsolve: JobType<'depsolve'> = {
  name: 'depsolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: true,
  misfitError: 23,
  argsSchema: {
    type: 'object',
    required: ['grouped_package_sets', 'module_platform_id', 'arch', 'releasever'],
    properties: {
      grouped_package_sets: {
        type: 'object',
        additionalProperties: {
          type: 'array',
          items: {
            type: 'object',
            required: ['Include', 'Exclude', 'EnabledModules', 'Repositories', 'InstallWeakDeps'],
          },
        },
      },
      module_platform_id: { type: 'string' },
      arch: { type: 'string' },
      releasever: { type: 'string' },
      sbom_type: { type: 'string' },
    },
  },
  resultSchema: {
    type: 'object',
    properties: {
      ...resultBase,
      transactions: nullable('object'),
      package_specs: nullable('object'),
      repo_configs: nullable('object'),
      modules: nullable('object'),
      sbom_docs: nullable('object'),
      solver: { type: 'string' },
    },
  },
  selection: { job_error: true, transactions: {}, package_specs: {}, repo_configs: {}, sbom_docs: {} },
  digest: jobError,
}
