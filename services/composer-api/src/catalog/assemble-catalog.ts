import { buildDistribution, type ListedRepositories } from './build-distribution.js'
import type { Catalog, Distribution } from './catalog.js'
import { CatalogError, renderFault, type CatalogFault } from './catalog-error.js'
import type { FileSchemas } from './check-file.js'
import type { CatalogFiles } from './files.js'
import { knownDistributions, type KnownDistribution, type KnownDistributions } from './known-distributions.js'
import type { ParsedFiles } from './parsed-files.js'
import { readCatalogFolder } from './read-files.js'
import { readKeys, type Keys } from './read-keys.js'

export interface AssembleOptions {
  /** Folder of the gpg key files that repositories name. */
  keysDir?: string | undefined
  /** Alias → canonical name, over those of the folders. */
  aliases?: Readonly<Record<string, string>> | undefined
  /** Whether a repository without its key files is a warning (true) or a fault (false). */
  ignoreMissingRepos: boolean
  /** Contents of files that need not be parsed again. */
  parsed?: ParsedFiles
}

/** Everything that a catalogue is made from, as plain data that can be sent to a thread. */
export interface CatalogSource {
  files: CatalogFiles
  keys: Keys
  /** Whether a repository without its key files is a warning (true) or a fault (false). */
  ignoreMissingRepos: boolean
  /** The faults found in single files. */
  faults: readonly CatalogFault[]
}

/** Reads the files of `folders`; a later folder adds to the earlier ones or replaces what has the same name. */
export async function readCatalogSource(
  folders: readonly string[],
  schemas: FileSchemas,
  options: AssembleOptions,
): Promise<CatalogSource> {
  const faults: CatalogFault[] = []
  const files: CatalogFiles = {
    families: new Map(),
    distributions: new Map(),
    repositories: new Map(),
    aliases: new Map(),
  }
  for (const folder of folders) await readCatalogFolder(folder, schemas, files, faults, options.parsed)
  for (const [alias, content] of Object.entries(options.aliases ?? {})) {
    files.aliases.set(alias, { file: 'DISTRO_ALIASES', content })
  }

  const keys = await readKeys(files, options.keysDir, faults)
  return { files, keys, ignoreMissingRepos: options.ignoreMissingRepos, faults }
}

/** @throws CatalogError with every fault, each naming file and field. */
export function assembleCatalog(source: CatalogSource): Catalog {
  const { files, keys } = source
  const faults = [...source.faults]
  const known = knownDistributions(files, faults)
  const build = (found: KnownDistribution, repositories?: ListedRepositories): Distribution =>
    buildDistribution(found, {
      repositories,
      keys,
      fault: (file, field, problem) => void faults.push({ file, field, problem }),
    })
  const distributions = listedDistributions(files, known, build, faults)
  for (const name of known.samples()) {
    const sample = known.find(name)
    if (sample !== undefined) build(sample)
  }
  checkAliases(files, known, faults)
  const warnings = missingKeyMessages(files, keys)
  if (!source.ignoreMissingRepos) faults.push(...warnings)
  if (faults.length > 0) throw new CatalogError(unique(faults))

  return {
    distributions,
    aliases: new Map([...files.aliases].map(([alias, { content }]) => [alias, content])),
    resolve(name) {
      const found = known.find(name)
      return found && (distributions.get(found.name) ?? build(found))
    },
    warnings: warnings.map(renderFault),
    source,
  }
}

/** The distributions with default repositories, by the name under which these are listed; sorted. */
function listedDistributions(
  files: CatalogFiles,
  known: KnownDistributions,
  build: (found: KnownDistribution, repositories: ListedRepositories) => Distribution,
  faults: CatalogFault[],
): Map<string, Distribution> {
  const listed = new Map<string, Distribution>()
  for (const [name, group] of [...files.repositories].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found = known.find(files.aliases.get(name)?.content ?? name)
    if (found !== undefined) listed.set(name, build(found, { name, group }))
    else if (!files.distributions.has(name))
      faults.push({ file: group.file, field: 'distributions', problem: `no family knows ${name}` })
  }
  return listed
}

function checkAliases(files: CatalogFiles, known: KnownDistributions, faults: CatalogFault[]): void {
  for (const [alias, { file, content }] of files.aliases) {
    const [masked, target] = [known.find(alias), known.find(content)]
    if (masked !== undefined && masked.name !== target?.name)
      faults.push({ file, field: alias, problem: 'is the name of a distribution already' })
    if (target === undefined)
      faults.push({ file, field: alias, problem: `there is no distribution ${content}` })
  }
}

/** One message per file. */
function missingKeyMessages(files: CatalogFiles, { missing }: Keys): CatalogFault[] {
  const byFile = new Map<string, { keys: string[]; names: string[] }>()
  for (const [name, { file, content }] of files.repositories) {
    const checked = content.repositories.filter(({ checkGpg = true }) => checkGpg)
    const lacking = checked.flatMap(({ gpgKeys = [] }) => gpgKeys.filter((key) => missing.has(key)))
    if (lacking.length === 0) continue
    const { keys, names } = byFile.get(file) ?? { keys: [], names: [] }
    byFile.set(file, { keys: [...keys, ...lacking], names: [...names, name] })
  }
  return [...byFile].map(([file, { keys, names }]) => ({
    file,
    field: 'gpgKeys',
    problem: `not in KEYS_DIR: ${[...new Set(keys)].join(', ')}; packages from the defaults of ${names.join(', ')} cannot be verified, builds will fail`,
  }))
}

/** Removes duplicates: an entry of a family is built for every distribution, and so reports its fault each time. */
function unique(faults: CatalogFault[]): CatalogFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()]
}
