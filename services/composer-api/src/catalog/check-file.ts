import { readFile } from 'node:fs/promises'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { CatalogFault } from './catalog-error.js'
import type { AliasesFile, DistributionFile, FamilyFile, RepositoriesFile } from './files.js'

export interface FileSchemas {
  aliases: ValidateFunction<AliasesFile>
  distribution: ValidateFunction<DistributionFile>
  family: ValidateFunction<FamilyFile>
  repositories: ValidateFunction<RepositoriesFile>
}

/** Compiles the schemas of `folder`: aliases, distribution, family, repositories, and the definitions they share. */
export async function loadFileSchemas(folder: URL): Promise<FileSchemas> {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    // Compiling then takes a third of the time, which is worth more than fast checks: each runs once.
    code: { optimize: false },
  })
  const read = async (name: string) =>
    JSON.parse(await readFile(new URL(`${name}.schema.json`, folder), 'utf8')) as object
  ajv.addSchema(await read('definitions'))
  const compile = async <T>(name: string) => ajv.compile<T>(await read(name))
  const [aliases, distribution, family, repositories] = await Promise.all([
    compile<AliasesFile>('aliases'),
    compile<DistributionFile>('distribution'),
    compile<FamilyFile>('family'),
    compile<RepositoriesFile>('repositories'),
  ])
  return { aliases, distribution, family, repositories }
}

/** Narrows `content` to the schema's type, or adds what is wrong with it to `faults`. */
export function checkFile<T>(
  file: string,
  content: unknown,
  schema: ValidateFunction<T>,
  faults: CatalogFault[],
): content is T {
  if (schema(content)) return true
  for (const error of leaves(schema.errors ?? [])) {
    faults.push({ file, field: fieldOf(error), problem: problemOf(error) })
  }
  return false
}

/**
 * The errors without those that only say that a combination of schemas (`anyOf` …) failed, and without those of
 * alternatives that the author did not mean: where there are errors at several depths, the deepest are the exact ones.
 */
function leaves(errors: ErrorObject[]): ErrorObject[] {
  const exact = errors.filter(({ keyword }) => !['anyOf', 'oneOf', 'if'].includes(keyword))
  if (exact.length === 0) return errors
  const hasDeeper = ({ instancePath }: ErrorObject) =>
    exact.some((other) => other.instancePath.startsWith(`${instancePath}/`))
  return exact.filter((error) => !['enum', 'type'].includes(error.keyword) || !hasDeeper(error))
}

function fieldOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath.split('/').slice(1)
  if (keyword === 'required') path.push(String(params.missingProperty))
  if (keyword === 'additionalProperties') path.push(String(params.additionalProperty))
  return path.join('.')
}

function problemOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
      return 'is not known'
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`
    default:
      return message ?? 'is not valid'
  }
}
