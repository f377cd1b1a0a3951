import type { PlannedJob } from '@composer/contracts'
import type { Blueprint } from '../blueprint/blueprint.js'
import type { Facts, WantedBootc, WantedImage, WantedSubscription } from '../request/wanted.js'

/** The input from which a manifest is made. */
export interface ManifestInput {
  /** Position of the image in the compose, from 0; it makes the refs of jobs unique. */
  index: number
  image: WantedImage
  blueprint: Blueprint
  bootc?: WantedBootc
  subscription?: WantedSubscription
  facts?: Facts
  seed: number
}

/** The jobs that make one manifest. */
export interface ManifestJobs {
  jobs: PlannedJob[]
  /** The job whose result is the manifest, its SBOMs included; the build depends on it. */
  manifest: string
}

/**
 * One way of making manifests. To add another way, write another function of this type; routes and queue stay the same.
 */
export type ManifestStep = (input: ManifestInput) => ManifestJobs
