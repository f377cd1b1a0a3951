import type { JobPlan } from '@composer/contracts'
import type { Blueprint, BlueprintPackage } from '../blueprint/blueprint.js'
import type { WantedDepsolve } from '../request/wanted.js'

/** One job that resolves the packages of the blueprint and the kernel, as pipeline `os`. */
export function planDepsolve({
  distribution,
  architecture,
  repositories,
  blueprint,
}: WantedDepsolve): JobPlan {
  const packageSet = {
    Include: included(blueprint),
    Exclude: null,
    EnabledModules: blueprint.enabled_modules.map(({ name, stream }) => `${name}:${stream}`),
    Repositories: repositories,
    InstallWeakDeps: true,
  }
  return [
    {
      ref: 'depsolve',
      type: 'depsolve',
      role: 'solve',
      args: {
        grouped_package_sets: { os: [packageSet] },
        module_platform_id: distribution.modulePlatformId,
        arch: architecture,
        releasever: distribution.releasever,
      },
      dependsOn: [],
    },
  ]
}

function included({ packages, modules, groups, customizations }: Blueprint): string[] {
  return [
    ...[...packages, ...modules].map(nameAndVersion),
    ...groups.map(({ name }) => `@${name}`),
    customizations?.kernel?.name || 'kernel',
  ]
}

/** The form that the solver accepts: only the name when any version is allowed. */
function nameAndVersion({ name, version = '' }: BlueprintPackage): string {
  return version === '' || version === '*' ? name : `${name}-${version}`
}
