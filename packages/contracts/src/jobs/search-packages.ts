import { defineJobType, jobError, resultBase } from './job-type.js'
import { argsOf, count, everyOf, listOf, record, text, type ArgsOf } from './json-schema.js'
import { repositoriesSchema } from './repository.js'

const members = {
  /** Names; `*` stands for any text. */
  packages: { type: 'array', items: { type: 'string' } },
  repos: repositoriesSchema,
  module_platform_id: { type: 'string' },
  arch: { type: 'string' },
  releasever: { type: 'string' },
} as const

const args = argsOf(members, everyOf(members))
export type SearchPackagesArgs = ArgsOf<typeof args>

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

/** Looks packages up in repositories. */
export const searchPackages = defineJobType({
  name: 'search-packages',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: true,
  confidential: true,
  misfitError: 23,
  argsSchema: args,
  resultSchema: record({ ...resultBase, packages: listOf(record(foundPackage, ['Name'])) }),
  onlyChecksLists: true,
  needs: ['packages'],
  digest: jobError,
})
