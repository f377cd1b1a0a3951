import { omitAbsent } from '../../omit-absent.js'
import type { ApiBlueprintRepository, ApiCustomRepository } from '../../api-types.js'
import { exactInteger } from '../../fields/whole-number.js'
import type { BlueprintRepository } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

const filePattern = /^[\w.-]{1,250}\.repo$/

/** `customizations.custom_repositories`: written into the image, never used to find packages. */
export function customRepositories(list: readonly ApiCustomRepository[], at: string): BlueprintRepository[] {
  return list.map((repository, index) =>
    checked(
      omitAbsent({
        id: repository.id,
        name: repository.name,
        filename: repository.filename,
        baseurls: repository.baseurl,
        metalink: repository.metalink,
        mirrorlist: repository.mirrorlist,
        gpgkeys: repository.gpgkey,
        enabled: repository.enabled,
        priority: repository.priority,
        gpgcheck: repository.check_gpg,
        repo_gpgcheck: repository.check_repo_gpg,
        sslverify: repository.ssl_verify,
        module_hotfixes: repository.module_hotfixes,
        install_from: false,
      }),
      `${at}[${index}]`,
      { baseurls: 'baseurl', gpgkeys: 'gpgkey' },
    ),
  )
}

/** `blueprint.customizations.repositories`: the blueprint's own spelling. */
export function blueprintRepositories(
  list: readonly ApiBlueprintRepository[],
  at: string,
): BlueprintRepository[] {
  return list.map((repository, index) =>
    checked(
      omitAbsent({
        id: repository.id,
        name: repository.name,
        filename: repository.filename,
        baseurls: repository.baseurls,
        metalink: repository.metalink,
        mirrorlist: repository.mirrorlist,
        gpgkeys: repository.gpgkeys,
        enabled: repository.enabled,
        priority: repository.priority,
        gpgcheck: repository.gpgcheck,
        repo_gpgcheck: repository.repo_gpgcheck,
        sslverify: repository.sslverify,
        module_hotfixes: repository.module_hotfixes,
      }),
      `${at}[${index}]`,
      { baseurls: 'baseurls', gpgkeys: 'gpgkeys' },
    ),
  )
}

/** `names` says how the request calls the fields whose spelling differs. */
function checked(
  repository: BlueprintRepository,
  at: string,
  names: { baseurls: string; gpgkeys: string },
): BlueprintRepository {
  const { id, filename, baseurls = [], metalink = '', mirrorlist = '', gpgkeys = [] } = repository
  if (id === '') throw badCustomization(`${at}.id`, 'must not be empty')
  checkFileName(filename, id, at)
  if (repository.priority !== undefined) exactInteger(repository.priority, `${at}.priority`)
  if (!baseurls.some((url) => url !== '') && metalink === '' && mirrorlist === '') {
    throw badCustomization(
      `${at}.${names.baseurls}`,
      'one of the base URLs, mirrorlist and metalink is needed',
    )
  }
  if (repository.gpgcheck === true && gpgkeys.length === 0) {
    throw badCustomization(`${at}.${names.gpgkeys}`, 'is needed where signatures are checked')
  }
  gpgkeys.forEach((key, index) => {
    const isKey =
      key.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----') &&
      key.includes('-----END PGP PUBLIC KEY BLOCK-----')
    if (!isKey && !URL.canParse(key)) {
      throw badCustomization(`${at}.${names.gpgkeys}[${index}]`, 'must be an armoured key or a URL')
    }
  })
  return repository
}

/** The repository is written to a file of this name, or else of its id; the ending is added where it lacks. */
function checkFileName(filename: string | undefined, id: string, at: string): void {
  const [name, field] = filename === undefined || filename === '' ? [id, 'id'] : [filename, 'filename']
  if (filePattern.test(name.endsWith('.repo') && field === 'filename' ? name : `${name}.repo`)) return
  throw badCustomization(
    `${at}.${field}`,
    `${JSON.stringify(name)} cannot be the name of a file in yum.repos.d`,
  )
}
