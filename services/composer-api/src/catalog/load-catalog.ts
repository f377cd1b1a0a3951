import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { assembleCatalog, readCatalogSource, type AssembleOptions } from './assemble-catalog.js'
import type { Catalog } from './catalog.js'
import { CatalogError } from './catalog-error.js'
import { loadFileSchemas, type FileSchemas } from './check-file.js'
import { readParsedFiles } from './parsed-files.js'

export interface CatalogOptions extends AssembleOptions {
  /**
   * A folder of the same layout as the shipped one; its files are added to the shipped ones, or replace those of the
   * same name.
   */
  catalogDir?: string | undefined
}

/** The catalogue this package ships. It lies beside `src/` and `dist/`. */
const shipped = new URL('../../catalog/', import.meta.url)

/** The schemas of catalogue files. */
export function catalogSchemas(): Promise<FileSchemas> {
  return loadFileSchemas(new URL('schemas/', shipped))
}

/**
 * Loads the shipped catalogue, extended or overridden by the files of `catalogDir`.
 * @throws CatalogError with every fault, each naming file and field.
 */
export async function loadCatalog({ catalogDir, ...options }: CatalogOptions): Promise<Catalog> {
  if (catalogDir !== undefined) await checkFolder(catalogDir, 'CATALOG_DIR')
  if (options.keysDir !== undefined) await checkFolder(options.keysDir, 'KEYS_DIR')
  const folders = [fileURLToPath(shipped), ...(catalogDir === undefined ? [] : [catalogDir])]
  const parsed = await readParsedFiles(new URL('generated/parsed.json', shipped))
  return assembleCatalog(await readCatalogSource(folders, await catalogSchemas(), { ...options, parsed }))
}

/** Checks that a folder exists: a mistyped path would otherwise be read like an empty folder. */
async function checkFolder(folder: string, setting: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found?.isDirectory() !== true)
    throw new CatalogError([{ file: folder, field: setting, problem: 'is no folder' }])
}
