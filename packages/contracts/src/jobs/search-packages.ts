import { jobError, resultBase, type JobType } from './job-type.js'
import { count, listOf, record, text } from './json-schema.js'
import { repositoriesSchema, type JobRepository } from './repository.js'

export interface SearchPackagesArgs {
  /** Names; `*` stands for any text. */
  packages: string[]
  repos: JobRepository[]
  module_platform_id: string
  arch: string
  releasever: string
}

/** The members of a found package that the API shows; untagged Go names, hence the capitals. */
const foundPackage = {
  Name: { type: 'string' },
  Epoch: count,
  Version: text,
  Release: text,
  Arch: text,
  Summary: text,
  Description: text,
  URL: text,
  License: text,
  BuildTime: text,
} as const

const selected = Object.fromEntries(Object.keys(foundPackage).map((name) => [name, true as const]))

/** Looks packages up in repositories. */
export const searchPackages: JobType<'search-packages'> = {
  name: 'search-packages',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: true,
  confidential: true,
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
  resultSchema: record({ ...resultBase, packages: listOf(record(foundPackage, ['Name'])) }),
  selection: { packages: [selected] },
  needs: ['packages'],
  digest: jobError,
}
