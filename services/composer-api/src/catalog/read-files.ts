import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ValidateFunction } from 'ajv'
import { parse, YAMLParseError } from 'yaml'
import type { CatalogFault } from './catalog-error.js'
import { checkFile, type FileSchemas } from './check-file.js'
import type { CatalogFiles, DistributionFile, FamilyFile, RepositoryGroup, Source } from './files.js'
import type { ParsedFiles } from './parsed-files.js'

/** The parsed content of a file; undefined when it is no valid YAML, which is then added to the faults. */
type ReadFile = (file: string) => Promise<unknown>

const extensions = ['.yaml', '.yml', '.json']

/**
 * Reads `families/`, `distributions/`, `repositories/` and `aliases.yaml` of one catalogue folder into `files`; what is
 * already there under the same name is replaced. Every part may be absent.
 * @param parsed the content of texts that need not be parsed again
 */
export async function readCatalogFolder(
  folder: string,
  schemas: FileSchemas,
  files: CatalogFiles,
  faults: CatalogFault[],
  parsed: ParsedFiles = () => undefined,
): Promise<void> {
  const read = (file: string) => parseFile(file, faults, parsed)
  const families = await readNamed<FamilyFile>(
    path.join(folder, 'families'),
    schemas.family,
    'family',
    faults,
    read,
  )
  for (const [name, source] of families) files.families.set(name, source)

  const listed = await readRepositories(path.join(folder, 'repositories'), schemas, faults, read)
  const distributions = path.join(folder, 'distributions')
  const named = await readNamed<DistributionFile>(distributions, schemas.distribution, 'name', faults, read)
  for (const [name, source] of named) {
    files.distributions.set(name, source)
    const { repositories } = source.content
    if (repositories !== undefined)
      listed.set(name, { file: source.file, content: { distributions: [name], repositories } })
  }
  for (const [name, source] of listed) files.repositories.set(name, source)

  for (const file of (await listFiles(folder)).filter((name) => path.parse(name).name === 'aliases')) {
    const content = await read(file)
    if (content === undefined || !checkFile(file, content, schemas.aliases, faults)) continue
    for (const [alias, target] of Object.entries(content.aliases))
      files.aliases.set(alias, { file, content: target })
  }
}

/** The groups of a folder's files, by each distribution they name. */
async function readRepositories(
  folder: string,
  schemas: FileSchemas,
  faults: CatalogFault[],
  read: ReadFile,
): Promise<Map<string, Source<RepositoryGroup>>> {
  const found = new Map<string, Source<RepositoryGroup>>()
  for (const file of await listFiles(folder)) {
    const content = await read(file)
    if (content === undefined || !checkFile(file, content, schemas.repositories, faults)) continue
    content.defaults.forEach((group, index) => {
      for (const name of group.distributions) {
        if (found.has(name)) {
          const problem = `${name} has repositories already, in this folder`
          faults.push({ file, field: `defaults.${index}.distributions`, problem })
        }
        found.set(name, { file, content: group })
      }
    })
  }
  return found
}

/** The files of a folder by the name they state in `nameField`, which must be the file's own name. */
async function readNamed<T extends object>(
  folder: string,
  schema: ValidateFunction<T>,
  nameField: keyof T & string,
  faults: CatalogFault[],
  read: ReadFile,
): Promise<Map<string, Source<T>>> {
  const found = new Map<string, Source<T>>()
  for (const file of await listFiles(folder)) {
    const content = await read(file)
    if (content === undefined || !checkFile(file, content, schema, faults)) continue
    const name = String(content[nameField])
    if (name !== path.parse(file).name) {
      faults.push({ file, field: nameField, problem: `is ${name}, so the file must be called ${name}.yaml` })
    } else if (found.has(name)) {
      faults.push({
        file,
        field: nameField,
        problem: `${name} is described by another file of this folder too`,
      })
    } else {
      found.set(name, { file, content })
    }
  }
  return found
}

/** Paths of the data files of a folder, sorted; none when the folder does not exist. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => extensions.includes(path.extname(name)))
      .sort()
      .map((name) => path.join(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function parseFile(file: string, faults: CatalogFault[], parsed: ParsedFiles): Promise<unknown> {
  const text = await readFile(file, 'utf8')
  try {
    return parsed(text) ?? (parse(text) as unknown) ?? {}
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    faults.push({ file, field: '', problem: `is not YAML: ${error.message.split('\n')[0] ?? ''}` })
    return undefined
  }
}
