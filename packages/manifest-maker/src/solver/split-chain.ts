import { UnmappableError } from './forms.js'

/** Name, epoch, version, release and architecture, which identify a package in a chain. */
const nevra = (entry: object): string => {
  const { name, epoch, version, release, arch } = entry as Record<string, unknown>
  return [name, epoch, version, release, arch].map(String).join(' ')
}

/**
 * Computes which packages each transaction of a chain adds. A solver solves a chain transaction by transaction and
 * keeps earlier packages, so the first n transactions have the same packages alone and as part of the whole chain.
 * @param beginnings all packages of the first transaction, of the first two, …, of the whole chain
 * @returns one list of packages per transaction
 * @throws {UnmappableError} if a longer beginning lacks a package of a shorter one
 */
export function splitChain(beginnings: readonly object[][]): object[][] {
  return beginnings.map((packages, index) => {
    const before = new Set((beginnings[index - 1] ?? []).map(nevra))
    const names = new Set(packages.map(nevra))
    const lost = [...before].find((name) => !names.has(name))
    if (lost !== undefined)
      throw new UnmappableError(`result: package ${lost} is gone when more packages are asked for`)
    return packages.filter((entry) => !before.has(nevra(entry)))
  })
}
