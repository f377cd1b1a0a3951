import { buildDistribution } from './build-distribution.js'
import type { Catalog, Distribution } from './catalog.js'
import { CatalogError, renderFault, type CatalogFault } from './catalog-error.js'
import type { FileSchemas } from './check-file.js'
import type { CatalogFiles } from './files.js'
import { readCatalogFolder } from './read-files.js'
import { readKeys, type Keys } from './read-keys.js'

export interface AssembleOptions {
  /** Folder of the gpg key files that repositories name. */
  keysDir?: string | undefined
  /** Alias → canonical name, over those of the folders. */
  aliases?: Readonly<Record<string, string>> | undefined
  /** Whether a repository without its key files is a warning (true) or a fault (false). */
  ignoreMissingRepos: boolean
}

/**
 * Makes a catalogue of the files of `folders`; a later folder adds to the earlier ones or replaces what has the same name.
 * @throws CatalogError with every fault, each naming file and field.
 */
export async function assembleCatalog(
  folders: readonly string[],
  schemas: FileSchemas,
  options: AssembleOptions,
): Promise<Catalog> {
  const faults: CatalogFault[] = []
  const files: CatalogFiles = { families: new Map(), distributions: new Map(), aliases: new Map() }
  for (const folder of folders) await readCatalogFolder(folder, schemas, files, faults)
  for (const [alias, content] of Object.entries(options.aliases ?? {})) {
    files.aliases.set(alias, { file: 'DISTRO_ALIASES', content })
  }

  const keys = await readKeys(files, options.keysDir, faults)
  const distributions = buildDistributions(files, keys, faults)
  checkAliases(files, distributions, faults)
  const warnings = missingKeyMessages(files, keys)
  if (!options.ignoreMissingRepos) faults.push(...warnings)
  if (faults.length > 0) throw new CatalogError(unique(faults))

  return {
    distributions,
    aliases: new Map([...files.aliases].map(([alias, { content }]) => [alias, content])),
    warnings: warnings.map(renderFault),
  }
}

function buildDistributions(
  files: CatalogFiles,
  keys: Keys,
  faults: CatalogFault[],
): Map<string, Distribution> {
  const distributions = new Map<string, Distribution>()
  for (const [name, source] of [...files.distributions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const family = files.families.get(source.content.family)
    if (family === undefined) {
      faults.push({
        file: source.file,
        field: 'family',
        problem: `there is no family ${source.content.family}`,
      })
    } else {
      distributions.set(name, buildDistribution(source, family, keys, faults))
    }
  }
  return distributions
}

function checkAliases(
  files: CatalogFiles,
  known: ReadonlyMap<string, unknown>,
  faults: CatalogFault[],
): void {
  for (const [alias, { file, content }] of files.aliases) {
    if (known.has(alias))
      faults.push({ file, field: alias, problem: 'is the name of a distribution already' })
    if (!known.has(content))
      faults.push({ file, field: alias, problem: `there is no distribution ${content}` })
  }
}

/** One message per distribution. */
function missingKeyMessages(files: CatalogFiles, { missing }: Keys): CatalogFault[] {
  return [...files.distributions.values()].flatMap(({ file, content }) => {
    const lacking = content.repositories.filter(({ gpgKeys = [] }) => gpgKeys.some((key) => missing.has(key)))
    const keys = lacking.flatMap(({ gpgKeys = [] }) => gpgKeys.filter((key) => missing.has(key)))
    const names = lacking.map(({ name }) => name).join(', ')
    const problem = `not in KEYS_DIR: ${[...new Set(keys)].join(', ')}; packages of ${names} cannot be verified, builds will fail`
    return lacking.length === 0 ? [] : [{ file, field: 'repositories', problem }]
  })
}

/** An entry of a family is built once per distribution, so its fault comes as often. */
function unique(faults: CatalogFault[]): CatalogFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()]
}
