import { readFile } from 'node:fs/promises'

/**
 * Reads who may see which composes.
 * @param path a file with one token for all, or with a JSON object of channels and their tokens
 * @returns the token of a channel; undefined where the file has none
 * @throws Error for a file that is neither; its message has nothing of the content
 */
export async function readTokens(path: string): Promise<(channel: string) => string | undefined> {
  const text = (await readFile(path, 'utf8')).trim()
  if (!text.startsWith('{')) return () => text
  const tokens = parse(text)
  return (channel) => tokens.get(channel)
}

function parse(text: string): Map<string, string> {
  const fault = new Error('--tokens: the file is no JSON object of channels and tokens')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Its own words would have a piece of a token.
    throw fault
  }
  const entries = Object.entries(value as object)
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) throw fault
  return new Map(entries)
}
