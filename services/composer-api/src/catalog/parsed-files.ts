import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** What a text says, if it is one of the shipped catalogue's; undefined for any other text. */
export type ParsedFiles = (text: string) => unknown

/**
 * The shipped files as `npm run generate` read them: their YAML takes longer to read than anything else that a start
 * does. A file that was edited since has another digest, and is read itself.
 * @param file JSON, the content of each file by the SHA-256 of its text
 */
export async function readParsedFiles(file: URL): Promise<ParsedFiles> {
  const parsed = new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>))
  return (text) => parsed.get(createHash('sha256').update(text).digest('hex'))
}
