import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { redactRequest } from '@composer/contracts'
import { hasCode } from '@composer/process-kit'

/** The folder below the artifacts of the reference in which it keeps requests. */
const requestsFolder = 'ComposeRequest'

/**
 * The request that made a compose as it is stored here: without its secrets.
 * @param folder has `<compose id>.json`, or a folder `ComposeRequest` that has it
 * @returns undefined when there is none
 * @throws Error for one that cannot be read; its message has nothing of the content
 */
export async function readRequest(folder: string, composeId: string): Promise<string | undefined> {
  for (const path of [join(folder, `${composeId}.json`), join(folder, requestsFolder, `${composeId}.json`)]) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined
      throw error
    })
    if (text !== undefined) return redactedText(text)
  }
  return undefined
}

function redactedText(text: string): string {
  try {
    const request: unknown = JSON.parse(text)
    if (typeof request !== 'object' || request === null) throw new TypeError('no object')
    return JSON.stringify(redactRequest(request))
  } catch {
    // Not the error's own words: they may have a piece of the text.
    throw new Error('it is no request')
  }
}
