import type { ManifestArgs, ManifestIdOnlyArgs, PlannedJob } from '@composer/contracts'
import { omitAbsent } from '../omit-absent.js'
import type { Facts, WantedBootc, WantedOSTree } from '../request/wanted.js'
import type { ManifestInput } from './manifest-step.js'
import { containerResolve, ostreeResolve } from './resolve-jobs.js'
import { withVolumeGroup } from './with-volume-group.js'

/**
 * The job args from which a manifest is made, by makers or workers; docs/manifests.md says how each member reaches the
 * program.
 */
export function manifestArgs({
  image,
  blueprint,
  bootc,
  subscription,
  facts,
  seed,
}: ManifestInput): ManifestArgs {
  return omitAbsent({
    Distro: image.distribution?.name ?? '',
    Arch: image.architecture,
    ImageType: image.imageType.name,
    Blueprint: image.disk === 'volume-group' ? withVolumeGroup(blueprint) : blueprint,
    Repositories: image.repositories,
    Subscription: subscription ?? null,
    Size: image.size > 0 ? image.size : undefined,
    Seed: seed,
    OSTree: image.ostree && ostreeArgs(image.ostree),
    Bootc: bootc && bootcArgs(bootc),
    Facts: facts && factsArgs(facts),
  })
}

/** The jobs that a manifest waits for, and where it finds their results. */
export function resolveJobs(input: ManifestInput): {
  resolves: PlannedJob[]
  indexes: Omit<ManifestIdOnlyArgs, 'Args'>
} {
  const containers = containerResolve(input)
  const commits = ostreeResolve(input)
  const resolves = [containers, commits].filter((job) => job !== undefined)
  const indexOf = (job: PlannedJob | undefined) => (job === undefined ? undefined : resolves.indexOf(job))
  const indexes = {
    ContainerResolveDynArgsIdx: indexOf(containers),
    OSTreeResolveDynArgsIdx: indexOf(commits),
  }
  return { resolves, indexes: omitAbsent(indexes) }
}

function ostreeArgs({ ref, url, parent, contentUrl, rhsm }: WantedOSTree) {
  return omitAbsent({ Ref: ref, URL: url, ParentRef: parent, ContentURL: contentUrl, RHSM: rhsm })
}

function bootcArgs({ reference, buildReference, payloadReference }: WantedBootc) {
  return omitAbsent({
    Reference: reference,
    BuildReference: buildReference,
    PayloadReference: payloadReference,
  })
}

function factsArgs({ apiType, openscapProfileId, compliancePolicyId, blueprintId }: Facts) {
  return omitAbsent({
    APIType: apiType,
    OpenSCAPProfileID: openscapProfileId,
    CompliancePolicyID: compliancePolicyId,
    BlueprintID: blueprintId,
  })
}
