import type { PlannedJob } from '@composer/contracts'
import { omitAbsent } from '../omit-absent.js'
import type { Facts, WantedBootc, WantedOSTree } from '../request/wanted.js'
import type { ManifestInput, ManifestJobs, ManifestStep } from './manifest-step.js'
import { containerResolve, ostreeResolve } from './resolve-jobs.js'

/** Where the program keeps what it downloads; below the worker's own cache. */
const cacheDirectory = '/var/cache/osbuild-worker/image-builder'

/** Manifests made by a worker with the `image-builder` program. It solves packages itself, so there is no depsolve job. */
export const imageBuilderManifest: ManifestStep = (input): ManifestJobs => {
  const manifest = `manifest#${input.index}`
  const containers = containerResolve(input)
  const commits = ostreeResolve(input)
  const resolves = [containers, commits].filter((job) => job !== undefined)
  const job: PlannedJob = {
    ref: manifest,
    type: 'image-builder-manifest',
    role: 'manifest',
    args: omitAbsent({
      Args: manifestArgs(input),
      ExtraEnv: [`XDG_CACHE_HOME=${cacheDirectory}`],
      ContainerResolveDynArgsIdx: indexOf(containers, resolves),
      OSTreeResolveDynArgsIdx: indexOf(commits, resolves),
    }),
    dependsOn: resolves.map(({ ref }) => ref),
  }
  return { jobs: [...resolves, job], manifest }
}

/**
 * Distro, Arch, ImageType, Blueprint, Repositories and Subscription are what every worker knows. The other members are
 * options that older workers ignore; keys are untagged Go names, hence the capitals.
 */
function manifestArgs({ image, blueprint, bootc, subscription, facts, seed }: ManifestInput) {
  return omitAbsent({
    Distro: image.distribution?.name ?? '',
    Arch: image.architecture,
    ImageType: image.imageType.name,
    Blueprint: blueprint,
    Repositories: image.repositories,
    Subscription: subscription ?? null,
    Size: image.size > 0 ? image.size : undefined,
    Seed: seed,
    OSTree: image.ostree && ostreeArgs(image.ostree),
    Bootc: bootc && bootcArgs(bootc),
    Facts: facts && factsArgs(facts),
  })
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

function indexOf(job: PlannedJob | undefined, jobs: readonly PlannedJob[]): number | undefined {
  return job === undefined ? undefined : jobs.indexOf(job)
}
