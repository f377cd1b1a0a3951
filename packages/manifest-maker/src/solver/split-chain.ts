import { UnmappableError } from './forms.js'

/** What identifies a package among those of one chain. */
const nevra = (entry: object): string => {
  const { name, epoch, version, release, arch } = entry as Record<string, unknown>
  return [name, epoch, version, release, arch].map(String).join(' ')
}

/**
 * The packages that each transaction of a chain adds, from all packages of ever longer beginnings of it. A solver works a
 * chain off transaction by transaction and keeps what it has, so a beginning has the same packages alone and in the whole.
 * @param beginnings of one transaction, of two, …, the whole chain
 * @throws {UnmappableError} when a longer beginning lacks a package of a shorter one
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
