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
  const parents = fileParents(
    nodes.map(({ path }) => path),
    new Set(files.map(({ path }) => path)),
  )
  const seen = new Set<string>()
  for (const { path, list, index } of nodes) {
    const field = `${at}.${list}[${index}].path`
    if (seen.has(path)) throw badCustomization(field, `${path} is used twice`)
    seen.add(path)
    const parent = parents.get(path)
    if (parent !== undefined) throw badCustomization(field, `lies below ${parent}, which is a file`)
    if (!isAllowed(policies[list], path)) throw badCustomization(field, `${path} must not be customized`)
  }
}

/**
 * Path → the file that stands where one of its folders would be. In the order of their segments what lies below a file
 * follows the file, so that one pass finds it; looking every folder of every path up would be quadratic in its depth.
 */
function fileParents(paths: readonly string[], files: ReadonlySet<string>): Map<string, string> {
  const bySegments = paths.map((path) => ({ path, key: path.replaceAll('/', '\0') }))
  bySegments.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
  const found = new Map<string, string>()
  let file: string | undefined
  for (const { path } of bySegments) {
    if (file !== undefined && path.startsWith(`${file}/`)) found.set(path, file)
    else if (files.has(path)) file = path
  }
  return found
}
