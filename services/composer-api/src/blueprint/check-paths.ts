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
 * Checks the paths for an image that is based on OSTree or bootc, or for one that is not. Each of the two checks runs
 * only once when it succeeds.
 * @throws error 35 naming the field.
 */
export type PathChecker = (ostreeBased: boolean) => void

/**
 * Makes the check of the paths of directories and files together: no path occurs twice, no file is the parent of another
 * path, and every path may be customized in such an image. A koji compose runs the check for each of its images.
 * @param at the path of the customizations in the request body, for messages.
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
 * Maps each path that lies below a file to that file. In the sorted list all paths below a file are adjacent, so they are
 * found by one binary search; a look-up of every parent folder of every path would be quadratic in the depth of the path.
 */
function fileParents(paths: readonly string[], files: ReadonlySet<string>): Map<string, string> {
  const sorted = [...paths].sort()
  const found = new Map<string, string>()
  for (const file of sorted) {
    // When this file lies below another one, so do all paths below it, and they were found already.
    if (!files.has(file) || found.has(file)) continue
    const folder = `${file}/`
    for (let at = firstFrom(sorted, folder); sorted[at]?.startsWith(folder) === true; at += 1)
      found.set(sorted[at] ?? '', file)
  }
  return found
}

/** Index of the first element that is not less than `text` (binary search). */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
