import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RawJson } from '../../raw-json.js'

/** `<name>.image-<pipeline>.spdx.json` and `<name>.buildroot-<pipeline>.spdx.json`. */
const FILE_NAME = /\.(?:image|buildroot)-([^.]+)\.spdx\.json$/

/**
 * Reads the SBOMs that the program wrote, by pipeline, in the form of `sbom_docs` in a depsolve result, as raw text.
 */
export async function readSbomDocuments(folder: string): Promise<Record<string, RawJson>> {
  const documents: Record<string, RawJson> = {}
  for (const file of (await readdir(folder)).sort()) {
    const pipeline = FILE_NAME.exec(file)?.[1]
    if (pipeline === undefined) continue
    const text = (await readFile(join(folder, file), 'utf8')).trim()
    // `null`: the solver made no SBOM.
    if (text !== 'null') documents[pipeline] = new RawJson(`{"type":"spdx","document":${text}}`)
  }
  return documents
}
