import { access, constants } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * Finds the first executable with this name in the folders of `path` (as in `PATH`). An absolute path as name is only
 * checked itself.
 * @returns its path; undefined if there is none
 */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  const folders = isAbsolute(name) ? [''] : path.split(delimiter).filter((entry) => entry !== '')
  for (const folder of folders) {
    const candidate = join(folder, name)
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return candidate
  }
  return undefined
}
