import { JobError, type Handler } from '@composer/worker-client'
import { demoSbom } from '../demo-sbom.js'
import {
  baseNames,
  type DemoPackage,
  digestOf,
  distTagOf,
  fileNameOf,
  nevra,
  packageNamed,
  searchNames,
} from '../package-catalogue.js'
import { isAsked, pause } from '../switches.js'

const DEPSOLVE_ERROR = 20

interface RepositoryConfig {
  id?: string
  baseurls?: string[]
  metalink?: string
  mirrorlist?: string
  check_gpg?: boolean
  ignore_ssl?: boolean
  rhsm?: boolean
}

interface PackageSet {
  Include: string[] | null
  Exclude: string[] | null
  Repositories: RepositoryConfig[] | null
}

interface DepsolveArgs {
  grouped_package_sets: Record<string, PackageSet[]>
  module_platform_id: string
  arch: string
  sbom_type?: string
}

/** Solves nothing: every asked-for package exists and needs the base system, except names with `demo-missing` in them. */
export function depsolve(): Handler {
  return async (job, { signal }) => {
    const args = job.args as DepsolveArgs
    await pause(100, signal)
    const missing = Object.values(args.grouped_package_sets)
      .flat()
      .flatMap(({ Include }) => Include ?? [])
      .find((name) => name.includes('demo-missing'))
    if (isAsked(job, 'demo-fail-depsolve') || missing !== undefined) {
      const problem =
        missing === undefined
          ? 'the request asked for demo-fail-depsolve'
          : `No match for argument: ${missing}`
      throw new JobError(
        DEPSOLVE_ERROR,
        'DNF error occurred: DepsolveError',
        `There was a problem depsolving: ${problem}`,
      )
    }

    const solved = Object.entries(args.grouped_package_sets).map(
      ([pipeline, sets]) => [pipeline, solve(sets, args)] as const,
    )
    const byPipeline = <T>(pick: (pipeline: Solved) => T) =>
      Object.fromEntries(solved.map(([name, result]) => [name, pick(result)]))
    return {
      transactions: byPipeline(({ transactions }) => transactions),
      package_specs: byPipeline(({ transactions }) => transactions.flat()),
      repo_configs: byPipeline(({ repositories }) => repositories),
      ...(args.sbom_type === 'spdx' && {
        sbom_docs: byPipeline(({ found }) => ({ type: 'spdx', document: demoSbom('depsolve', found) })),
      }),
      solver: 'dnf5',
    }
  }
}

interface Solved {
  found: DemoPackage[]
  /** What each set of the chain adds. */
  transactions: object[][]
  repositories: RepositoryConfig[]
}

function solve(sets: PackageSet[], { arch, module_platform_id: platform }: DepsolveArgs): Solved {
  const distTag = distTagOf(platform.replace('platform:f', 'fedora-').replace('platform:el', 'centos-'))
  const repositories = sets
    .flatMap(({ Repositories }) => Repositories ?? [])
    .map((repository) => ({ ...repository, id: idOf(repository) }))
  const unique = [...new Map(repositories.map((repository) => [repository.id, repository])).values()]
  const before = new Set<string>()
  const lists = sets.map(({ Include, Exclude }, index) => {
    const asked = (Include ?? []).flatMap((name) =>
      name.includes('*') ? searchNames([name]) : [name.replace(/^@/, '')],
    )
    const names = [...new Set([...(index === 0 ? baseNames() : []), ...asked])]
      .filter((name) => !(Exclude ?? []).includes(name) && !before.has(name))
      .sort()
    for (const name of names) before.add(name)
    return names.map((name) => packageNamed(name, distTag, arch))
  })
  return {
    found: lists.flat(),
    transactions: lists.map((list) => list.map((entry) => describePackage(entry, unique[0]))),
    repositories: unique,
  }
}

const idOf = (repository: RepositoryConfig) =>
  repository.id ?? digestOf('sha256', JSON.stringify(repository)).slice(0, 16)

function describePackage(entry: DemoPackage, repository: RepositoryConfig | undefined): object {
  const location = `Packages/${entry.name[0] ?? ''}/${fileNameOf(entry)}`
  const url = `${repository?.baseurls?.[0]?.replace(/\/$/, '') ?? 'https://packages.example.com'}/${location}`
  return {
    ...entry,
    location,
    path: location,
    remote_locations: [url],
    remote_location: url,
    checksum: `sha256:${digestOf('sha256', nevra(entry))}`,
    repo_id: repository?.id ?? '',
    ...(repository?.check_gpg && { check_gpg: true }),
    ...(repository?.ignore_ssl && { ignore_ssl: true }),
    ...(repository?.rhsm && { secrets: 'org.osbuild.rhsm' }),
  }
}
