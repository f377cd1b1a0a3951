import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RawJson } from '../../raw-json.js'

/** `<name>.image-<pipeline>.spdx.json` and `<name>.buildroot-<pipeline>.spdx.json`. */
const FILE_NAME = /\.(?:image|buildroot)-([^.]+)\.spdx\.json$/

/** The SBOMs the program wrote, by pipeline, in the shape of a depsolve result's `sbom_docs`; their text is kept. */
export async function readSbomDocuments(folder: string): Promise<Record<string, RawJson>> {
  const documents: Record<string, RawJson> = {}
  for (const file of (await readdir(folder)).sort()) {
    const pipeline = FILE_NAME.exec(file)?.[1]
    if (pipeline === undefined) continue
    const text = (await readFile(join(folder, file), 'utf8')).trim()
    // The solver gave no document.
    if (text !== 'null') documents[pipeline] = new RawJson(`{"type":"spdx","document":${text}}`)
  }
  return documents
}
