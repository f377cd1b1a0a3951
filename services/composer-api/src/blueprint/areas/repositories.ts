import { omitAbsent } from '../../omit-absent.js'
import type { ApiBlueprintRepository, ApiCustomRepository } from '../../api-types.js'
import { exactInteger } from '../../fields/whole-number.js'
import type { BlueprintRepository } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

const idPattern = /^[\w.:-]+$/
const longestStem = 250
const filePattern = /^[\w.-]{1,250}\.repo$/
const armourBegin = '-----BEGIN PGP PUBLIC KEY BLOCK-----'
const armourEnd = '-----END PGP PUBLIC KEY BLOCK-----'

/**
 * `customizations.custom_repositories`: all are written into the image, and those with `install_from` also provide
 * packages for the build.
 */
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
        sslverify: repository.ssl_verify ?? sslVerify(repository.ignore_ssl),
        module_hotfixes: repository.module_hotfixes,
        install_from: repository.install_from ?? false,
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
        sslverify: repository.sslverify ?? sslVerify(repository.ignore_ssl),
        module_hotfixes: repository.module_hotfixes,
        install_from: repository.install_from,
      }),
      `${at}[${index}]`,
      { baseurls: 'baseurls', gpgkeys: 'gpgkeys' },
    ),
  )
}

/** Converts `ignore_ssl` of the request to `sslverify`, its opposite. */
const sslVerify = (ignore: boolean | undefined) => (ignore === undefined ? undefined : !ignore)

/**
 * The rules of osbuild/blueprint (`validateCustomRepository`) and of osbuild's stage `org.osbuild.yum.repos`.
 * @param names the request's names of the fields that the two forms name differently.
 */
function checked(
  repository: BlueprintRepository,
  at: string,
  names: { baseurls: string; gpgkeys: string },
): BlueprintRepository {
  const { id, filename = '', baseurls = [], metalink = '', mirrorlist = '', gpgkeys = [] } = repository
  if (id === '') throw badCustomization(`${at}.id`, 'must not be empty')
  if (!idPattern.test(id))
    throw badCustomization(`${at}.id`, 'must consist of letters, digits, "_", ".", "-" and ":"')
  if (filename !== '' && !filePattern.test(withSuffix(filename))) {
    throw badCustomization(
      `${at}.filename`,
      `${JSON.stringify(filename)} cannot be the name of a file in yum.repos.d`,
    )
  }
  if (repository.priority !== undefined) exactInteger(repository.priority, `${at}.priority`)
  if (baseurls.length === 0 && metalink === '' && mirrorlist === '') {
    throw badCustomization(
      `${at}.${names.baseurls}`,
      'one of the base URLs, mirrorlist and metalink is needed',
    )
  }
  const emptyUrl = baseurls.indexOf('')
  if (emptyUrl >= 0) throw badCustomization(`${at}.${names.baseurls}[${emptyUrl}]`, 'must not be empty')
  if (repository.gpgcheck === true && gpgkeys.length === 0) {
    throw badCustomization(`${at}.${names.gpgkeys}`, 'is needed where signatures are checked')
  }
  const noKey = gpgkeys.findIndex((key) => !isKey(key))
  if (noKey >= 0)
    throw badCustomization(`${at}.${names.gpgkeys}[${noKey}]`, 'must be an armoured key or a URL')
  return { ...repository, ...(filename === '' && fileNameOf(id)) }
}

function isKey(key: string): boolean {
  if (key.startsWith(armourBegin)) return key.includes(armourEnd)
  return key.startsWith('/') || (key.includes('://') && URL.canParse(key))
}

const withSuffix = (name: string) => (name.endsWith('.repo') ? name : `${name}.repo`)

/**
 * The program names the repository file after the id. An id that cannot be a file name (`copr:…`) gets another name.
 */
function fileNameOf(id: string): { filename: string } | undefined {
  if (filePattern.test(`${id}.repo`)) return undefined
  return { filename: `${id.replaceAll(':', '_').slice(0, longestStem)}.repo` }
}
