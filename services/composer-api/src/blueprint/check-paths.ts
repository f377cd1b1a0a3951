import type { Blueprint } from './blueprint.js'
import {
  directoryPolicy,
  filePolicy,
  isAllowed,
  ostreeDirectoryPolicy,
  ostreeFilePolicy,
} from './path-policy.js'
import { badCustomization } from './refuse.js'

/**
 * The rules of directories and files together: no path twice, no file that is the parent of another node, and only
 * places that an image of this kind lets be written.
 * @param at where the customizations are, for messages.
 * @throws error 35 naming the field.
 */
export function checkPaths({ customizations = {} }: Blueprint, ostreeBased: boolean, at: string): void {
  const { directories = [], files = [] } = customizations
  const policies = ostreeBased
    ? { directories: ostreeDirectoryPolicy, files: ostreeFilePolicy }
    : { directories: directoryPolicy, files: filePolicy }
  const nodes = [
    ...directories.map(({ path }, index) => ({ path, list: 'directories' as const, index })),
    ...files.map(({ path }, index) => ({ path, list: 'files' as const, index })),
  ]
  const filePaths = new Set(files.map(({ path }) => path))
  const seen = new Set<string>()
  for (const { path, list, index } of nodes) {
    const field = `${at}.${list}[${index}].path`
    if (seen.has(path)) throw badCustomization(field, `${path} is used twice`)
    seen.add(path)
    const parent = parentsOf(path).find((folder) => filePaths.has(folder))
    if (parent !== undefined) throw badCustomization(field, `lies below ${parent}, which is a file`)
    if (!isAllowed(policies[list], path)) throw badCustomization(field, `${path} must not be customized`)
  }
}

/** `/a/b/c` → `/a`, `/a/b`. */
function parentsOf(path: string): string[] {
  const segments = path.split('/').slice(1, -1)
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`)
}
