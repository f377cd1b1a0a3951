import { defineJobType, jobError, resultBase, ResultMisfitError } from './job-type.js'
import { argsOf, everyOf, record, texts, type ArgsOf } from './json-schema.js'
import { packageSpecsSchema, transactionsSchema } from './package.js'
import { repositoriesSchema } from './repository.js'
import { sbomDocsSchema } from './sbom.js'

/** The solver reads these names as they are. */
const setMembers = {
  Include: texts,
  Exclude: texts,
  EnabledModules: texts,
  Repositories: repositoriesSchema,
  InstallWeakDeps: { type: 'boolean' },
} as const
const packageSet = argsOf(setMembers, everyOf(setMembers))
export type PackageSet = ArgsOf<typeof packageSet>

const args = argsOf(
  {
    /** Pipeline → chain of sets, each solved on top of the one before. */
    grouped_package_sets: {
      type: 'object',
      additionalProperties: { type: 'array', items: packageSet },
    },
    module_platform_id: { type: 'string' },
    arch: { type: 'string' },
    releasever: { type: 'string' },
    sbom_type: { enum: ['spdx', ''] },
  },
  ['grouped_package_sets', 'module_platform_id', 'arch', 'releasever'],
)
export type DepsolveArgs = ArgsOf<typeof args>

/** Solves package sets into transactions. */
export const depsolve = defineJobType({
  name: 'depsolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: true,
  confidential: true,
  misfitError: 23,
  argsSchema: args,
  resultSchema: record({
    ...resultBase,
    transactions: transactionsSchema,
    package_specs: packageSpecsSchema,
    sbom_docs: sbomDocsSchema,
  }),
  onlyChecksLists: true,
  needs: [],
  digest(result) {
    const outcome = jobError(result)
    if (!outcome.job_error && result.transactions === undefined && result.package_specs === undefined) {
      throw new ResultMisfitError('transactions is missing')
    }
    return outcome
  },
})
