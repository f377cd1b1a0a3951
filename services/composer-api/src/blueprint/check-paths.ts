import type { Blueprint } from './blueprint.js'
import {
  directoryPolicy,
  filePolicy,
  isAllowed,
  ostreeDirectoryPolicy,
  ostreeFilePolicy,
} from './path-policy.js'
import { badCustomization } from './refuse.js'

/** Throws for an image of this kind; paths that have passed once for the kind are not looked at again. */
export type PathChecker = (ostreeBased: boolean) => void

/**
 * The rules of directories and files together: no path twice, no file that is the parent of another node, and only
 * places that an image of this kind lets be written. A koji compose asks for each of its images.
 * @param at where the customizations are, for messages.
 * @returns throws error 35 naming the field.
 */
export function pathChecker(blueprint: Blueprint, at: string): PathChecker {
  const passed = new Set<boolean>()
  return (ostreeBased) => {
    if (passed.has(ostreeBased)) return
    checkPaths(blueprint, ostreeBased, at)
    passed.add(ostreeBased)
  }
}

function checkPaths({ customizations = {} }: Blueprint, ostreeBased: boolean, at: string): void {
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
 * Path → the file that stands where one of its folders would be. What lies below a file stands in one piece of the
 * sorted paths; looking every folder of every path up would be quadratic in its depth.
 */
function fileParents(paths: readonly string[], files: ReadonlySet<string>): Map<string, string> {
  const sorted = [...paths].sort()
  const found = new Map<string, string>()
  for (const file of sorted) {
    // What lies below such a file lies below the upper one, too, and was found with it.
    if (!files.has(file) || found.has(file)) continue
    const folder = `${file}/`
    for (let at = firstFrom(sorted, folder); sorted[at]?.startsWith(folder) === true; at += 1)
      found.set(sorted[at] ?? '', file)
  }
  return found
}

/** Index of the first text that does not come before `text`. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
