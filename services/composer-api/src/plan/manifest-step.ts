import type { PlannedJob } from '@composer/contracts'
import type { Blueprint } from '../blueprint/blueprint.js'
import type { Facts, WantedBootc, WantedImage, WantedSubscription } from '../request/wanted.js'

/** What a manifest is made from. */
export interface ManifestInput {
  /** Tells the images of a compose apart in refs. */
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

/** One way of making manifests. Another one is another function of this type: routes and queue do not notice. */
export type ManifestStep = (input: ManifestInput) => ManifestJobs
