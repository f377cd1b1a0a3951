import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** The parsed content of a text of the shipped catalogue; undefined for any other text. */
export type ParsedFiles = (text: string) => unknown

/**
 * Reads the shipped files in the form in which `npm run generate` stored them: to parse their YAML would be the slowest
 * step of a start. A file that was edited later has another digest, so its YAML is parsed.
 * @param file a JSON file that maps the SHA-256 of each text to its parsed content
 */
export async function readParsedFiles(file: URL): Promise<ParsedFiles> {
  const parsed = new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>))
  return (text) => parsed.get(createHash('sha256').update(text).digest('hex'))
}
