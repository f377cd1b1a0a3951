import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManifestArgs, RepositoryConfig } from './manifest-args.js'

export interface InputFiles {
  blueprint?: string
  registrations?: string
  repositories?: string
  output: string
}

/** Mode of files with passwords, keys or activation keys: only the owner may read them. */
const PRIVATE = { mode: 0o600, flag: 'wx' } as const

/** Writes the program's input files into `folder`, which must be private and which the caller removes. */
export async function writeInputFiles(folder: string, args: ManifestArgs): Promise<InputFiles> {
  const files: InputFiles = { output: join(folder, 'output') }
  await mkdir(files.output)
  if (args.blueprint !== undefined) {
    files.blueprint = join(folder, 'blueprint.json')
    await writeFile(files.blueprint, JSON.stringify(args.blueprint), PRIVATE)
  }
  if (args.subscription) {
    files.registrations = join(folder, 'registrations.json')
    const registrations = { redhat: { subscription: subscriptionOf(args.subscription) } }
    await writeFile(files.registrations, JSON.stringify(registrations), PRIVATE)
  }
  if (args.repositories.length > 0 && args.distro !== '') {
    files.repositories = join(folder, 'repositories')
    await mkdir(files.repositories)
    const repositories = { [args.arch]: args.repositories.map(repositoryOf) }
    await writeFile(join(files.repositories, `${args.distro}.json`), JSON.stringify(repositories), PRIVATE)
  }
  return files
}

/** Converts a repository. The program needs a name, and calls the base URLs `baseurl`. */
function repositoryOf(repository: RepositoryConfig): Record<string, unknown> {
  const {
    id,
    name,
    baseurls,
    metalink,
    mirrorlist,
    gpgkeys,
    check_gpg,
    metadata_expire,
    module_hotfixes,
    rhsm,
  } = repository
  const { image_type_tags, package_sets } = repository
  return {
    name: name ?? id,
    baseurl: baseurls,
    metalink,
    mirrorlist,
    gpgkeys,
    check_gpg,
    metadata_expire,
    module_hotfixes,
    rhsm,
    image_type_tags,
    package_sets,
  }
}

/** Members of a subscription that the program knows; it refuses others. */
const SUBSCRIPTION_MEMBERS = [
  'organization',
  'activation_key',
  'server_url',
  'base_url',
  'insights',
  'rhc',
  'proxy',
  'template_name',
  'template_uuid',
  'patch_url',
  'content_sets',
] as const

/** Members arrive as `activation_key` or as `ActivationKey`, depending on the age of the composer. */
function subscriptionOf(subscription: Record<string, unknown>): Record<string, unknown> {
  const plain = (name: string) => name.replaceAll('_', '').toLowerCase()
  const given = new Map(Object.entries(subscription).map(([name, value]) => [plain(name), value]))
  const known = SUBSCRIPTION_MEMBERS.map((name) => [name, given.get(plain(name))] as const)
  return Object.fromEntries(known.filter(([, value]) => value != null && value !== ''))
}
