import { readSelected } from '@composer/raw-json'
import type { Selection } from '@composer/raw-json'
import { refusal } from '../errors.js'
import type { PackageMetadata } from './schemas.js'

const RPM_STAGE = 'org.osbuild.rpm'
const COMMIT_STAGE = 'org.osbuild.ostree.commit'

/** What the metadata document needs of an osbuild result; the logs, which are most of it, are stepped over. */
const selection = {
  pipeline_names: true,
  osbuild_output: {
    log: { '*': {} },
    metadata: {
      '*': {
        [RPM_STAGE]: { packages: true },
        [COMMIT_STAGE]: { compose: { 'ostree-commit': true } },
      },
    },
  },
} satisfies Selection

interface SelectedResult {
  pipeline_names?: { payload?: string[] } | null
  osbuild_output?: {
    log?: Record<string, unknown> | null
    metadata?: Record<string, StageMetadata | null> | null
  } | null
}

interface StageMetadata {
  [RPM_STAGE]?: { packages?: InstalledPackage[] | null } | null
  [COMMIT_STAGE]?: { compose?: { 'ostree-commit'?: string } | null } | null
}

interface InstalledPackage {
  name: string
  version: string
  release: string
  epoch?: string | number | null
  arch: string
  sigmd5: string
  sigpgp?: string | null
  siggpg?: string | null
}

/**
 * What the result of a successful build says about its content: the packages of the payload pipelines, in pipeline
 * order, and the commit when one was made.
 * @throws error 1012 when there is no result, or it has no osbuild output or an empty log
 */
export function buildMetadata(result: Buffer | undefined): {
  packages: PackageMetadata[]
  ostree_commit?: string
} {
  const { osbuild_output: output, pipeline_names: names } = (
    result ? readSelected(result, selection) : {}
  ) as SelectedResult
  if (!output?.log || Object.keys(output.log).length === 0)
    throw refusal(1012, 'osbuild_output: the build has no output or an empty log')
  const stages = output.metadata ?? {}
  const commit = Object.values(stages).flatMap(
    (stage) => stage?.[COMMIT_STAGE]?.compose?.['ostree-commit'] ?? [],
  )[0]
  const installed = (names?.payload ?? []).flatMap(
    (pipeline) => stages[pipeline]?.[RPM_STAGE]?.packages ?? [],
  )
  return { packages: installed.map(describePackage), ...(commit !== undefined && { ostree_commit: commit }) }
}

function describePackage(installed: InstalledPackage): PackageMetadata {
  const { name, version, release, epoch, arch, sigmd5 } = installed
  const signature = installed.siggpg ?? installed.sigpgp
  return {
    type: 'rpm',
    name,
    version,
    release,
    ...(epoch != null && { epoch: String(epoch) }),
    arch,
    sigmd5,
    ...(signature != null && { signature }),
  }
}
