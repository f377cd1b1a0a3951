import { present } from './checked.js'
import {
  CHAIN,
  type DepsolveArgs,
  type JobRepository,
  type PackageSet,
  type SolverRepository,
  type SolverRequest,
  UnmappableError,
} from './forms.js'
import { sameSource } from './same-source.js'

/**
 * Converts the repositories of a request to those of a `depsolve` job, by id.
 * @param given the repositories of the manifest job, with the settings that image-builder's repository files cannot
 *   hold
 * @throws {UnmappableError} naming a member that the args of a `depsolve` job cannot express
 */
export const toJobRepositories = (
  request: SolverRequest,
  given: readonly JobRepository[],
): Map<string, JobRepository> =>
  new Map(
    request.repos.map((repository, index) => [repository.id, toJobRepository(repository, index, given)]),
  )

/**
 * Makes the args of a `depsolve` job for a request of image-builder.
 * @param name name of the chain in args and result
 * @throws {UnmappableError} if a transaction names a repository that is not in the request
 */
export function toDepsolveArgs(
  request: SolverRequest,
  repositories: ReadonlyMap<string, JobRepository>,
  name: string = CHAIN,
): DepsolveArgs {
  const chain = request.transactions.map((transaction, index): PackageSet => {
    const ids = transaction['repo-ids'] ?? []
    return {
      Include: transaction['package-specs'],
      Exclude: transaction['exclude-specs'] ?? null,
      EnabledModules: transaction['module-enable-specs'] ?? null,
      Repositories:
        ids.length === 0
          ? [...repositories.values()]
          : ids.map((id, at) => {
              const repository = repositories.get(id)
              if (repository) return repository
              throw new UnmappableError(
                `request.arguments.transactions[${index}].repo-ids[${at}] names no repository`,
              )
            }),
      InstallWeakDeps: transaction.install_weak_deps ?? false,
    }
  })
  return {
    grouped_package_sets: { [name]: chain },
    module_platform_id: request.module_platform_id,
    arch: request.arch,
    releasever: request.releasever,
    ...(request.sbom && { sbom_type: 'spdx' as const }),
  }
}

function toJobRepository(
  repository: SolverRepository,
  index: number,
  given: readonly JobRepository[],
): JobRepository {
  const asked = given.find((one) => sameSource(one, repository))
  const rhsm = repository.rhsm === true || asked?.rhsm === true
  // For a repository with a subscription, image-builder names certificates of this machine; the worker uses its own.
  const local = rhsm
    ? undefined
    : (['sslcacert', 'sslclientkey', 'sslclientcert'] as const).find((name) => repository[name])
  if (local !== undefined)
    throw new UnmappableError(`request.arguments.repos[${index}].${local} names a file of this machine`)
  return present<JobRepository>({
    id: repository.id,
    name: repository.name,
    baseurls: repository.baseurl,
    metalink: repository.metalink,
    mirrorlist: repository.mirrorlist,
    gpgkeys: repository.gpgkey,
    check_gpg: repository.gpgcheck,
    check_repo_gpg: repository.repo_gpgcheck ?? asked?.check_repo_gpg,
    ignore_ssl: repository.sslverify == null ? asked?.ignore_ssl : !repository.sslverify,
    metadata_expire: repository.metadata_expire,
    module_hotfixes: repository.module_hotfixes,
    rhsm: rhsm || undefined,
  })
}
