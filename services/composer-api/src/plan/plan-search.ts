import type { JobPlan } from '@composer/contracts'
import type { WantedSearch } from '../request/wanted.js'

/** One job that looks packages up. */
export function planSearch({ distribution, architecture, repositories, packages }: WantedSearch): JobPlan {
  return [
    {
      ref: 'search-packages',
      type: 'search-packages',
      role: 'search',
      args: {
        packages,
        repos: repositories,
        module_platform_id: distribution.modulePlatformId,
        arch: architecture,
        releasever: distribution.releasever,
      },
      dependsOn: [],
    },
  ]
}
