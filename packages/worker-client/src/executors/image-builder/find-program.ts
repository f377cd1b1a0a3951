import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The first executable of that name in the folders of `path` (as in `PATH`), or undefined. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, name)
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return candidate
  }
  return undefined
}
