import { JobError, type Handler } from '@composer/worker-client'
import { digestOf, distTagOf, nevra, packageNamed, searchNames } from '../package-catalogue.js'
import { isAsked, pause } from '../switches.js'

const REPOSITORY_ERROR = 25

interface SearchArgs {
  packages: string[]
  module_platform_id: string
  arch: string
}

/** Finds the packages this demo knows of. */
export function searchPackages(): Handler {
  return async (job, { signal }) => {
    const args = job.args as SearchArgs
    await pause(100, signal)
    if (isAsked(job, 'demo-fail-depsolve')) {
      throw new JobError(
        REPOSITORY_ERROR,
        'DNF error occurred: RepoError',
        'the request asked for demo-fail-depsolve',
      )
    }
    const distTag = distTagOf(
      args.module_platform_id.replace('platform:f', 'fedora-').replace('platform:el', 'centos-'),
    )
    return {
      packages: searchNames(args.packages).map((name) => {
        const entry = packageNamed(name, distTag, args.arch)
        return {
          Name: entry.name,
          Epoch: entry.epoch,
          Version: entry.version,
          Release: entry.release,
          Arch: entry.arch,
          License: 'GPL-3.0-or-later',
          URL: `https://packages.example.com/${name}`,
          Summary: entry.summary,
          Description: `${entry.summary}.`,
          BuildTime: '2026-01-02T03:04:05Z',
          Checksum: { Type: 'sha256', Value: digestOf('sha256', nevra(entry)) },
          Files: null,
        }
      }),
    }
  }
}
