import { jobError, resultBase, ResultMisfitError, type JobType } from './job-type.js'
import { argsOf, record, texts } from './json-schema.js'
import {
  packageSpecsSchema,
  packageSpecsSelection,
  transactionsSchema,
  transactionsSelection,
} from './package.js'
import { repositoriesSchema, type JobRepository } from './repository.js'
import { sbomDocsSchema, sbomDocsSelection } from './sbom.js'

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
  confidential: true,
  misfitError: 23,
  argsSchema: argsOf(
    {
      grouped_package_sets: {
        type: 'object',
        additionalProperties: {
          type: 'array',
          items: {
            type: 'object',
            required: ['Include', 'Exclude', 'EnabledModules', 'Repositories', 'InstallWeakDeps'],
            properties: {
              Include: texts,
              Exclude: texts,
              EnabledModules: texts,
              Repositories: repositoriesSchema,
              InstallWeakDeps: { type: 'boolean' },
            },
          },
        },
      },
      module_platform_id: { type: 'string' },
      arch: { type: 'string' },
      releasever: { type: 'string' },
      sbom_type: { enum: ['spdx', ''] },
    },
    ['grouped_package_sets', 'module_platform_id', 'arch', 'releasever'],
  ),
  resultSchema: record({
    ...resultBase,
    transactions: transactionsSchema,
    package_specs: packageSpecsSchema,
    sbom_docs: sbomDocsSchema,
  }),
  selection: {
    transactions: transactionsSelection,
    package_specs: packageSpecsSelection,
    sbom_docs: sbomDocsSelection,
  },
  needs: [],
  digest(result) {
    const outcome = jobError(result)
    if (!outcome.job_error && result.transactions === undefined && result.package_specs === undefined) {
      throw new ResultMisfitError('transactions is missing')
    }
    return outcome
  },
}
