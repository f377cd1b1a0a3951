import type { Repository } from '../catalog/catalog.js'
import { refusal } from '../errors.js'
import { omitAbsent } from '../omit-absent.js'
import type { ApiRepository } from '../api-types.js'

/**
 * The repositories of a request in the shape of job args.
 * @throws error 7 (no URL) and 29 (signatures checked without a key), naming the field.
 */
export function requestRepositories(repositories: readonly ApiRepository[], at: string): Repository[] {
  return repositories.map((repository, index) => requestRepository(repository, `${at}[${index}]`))
}

/** Payload repositories are used only for the payload; any package sets that they name are ignored. */
export function payloadRepositories(
  repositories: readonly ApiRepository[],
  packageSets: readonly string[],
  at: string,
): Repository[] {
  return requestRepositories(repositories, at).map((repository) => ({
    ...repository,
    package_sets: [...packageSets],
  }))
}

function requestRepository(repository: ApiRepository, at: string): Repository {
  const { gpgkey, package_sets } = repository
  const source = sourceOf(repository, at)
  const hasKey = gpgkey !== undefined && gpgkey !== ''
  if (repository.check_gpg === true && !hasKey)
    throw refusal(29, `${at}.gpgkey: is missing while check_gpg is set`)
  return omitAbsent({
    ...source,
    gpgkeys: hasKey ? [gpgkey] : undefined,
    check_gpg: repository.check_gpg,
    check_repo_gpg: repository.check_repo_gpg || undefined,
    ignore_ssl: repository.ignore_ssl,
    module_hotfixes: repository.module_hotfixes || undefined,
    rhsm: repository.rhsm || undefined,
    package_sets: package_sets === undefined || package_sets.length === 0 ? undefined : package_sets,
  })
}

/** The first URL that is given, in the order baseurl, mirrorlist, metalink; the others are ignored. */
function sourceOf({ baseurl, mirrorlist, metalink }: ApiRepository, at: string): Repository {
  if (baseurl !== undefined && baseurl !== '') return { baseurls: [baseurl] }
  if (mirrorlist !== undefined && mirrorlist !== '') return { mirrorlist }
  if (metalink !== undefined && metalink !== '') return { metalink }
  throw refusal(7, `${at}: has none of baseurl, mirrorlist and metalink`)
}
