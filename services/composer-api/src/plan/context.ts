/** What planning takes from outside, so that it stays a pure function. */
export interface PlanContext {
  /** Gives a fresh UUID at each call. */
  newId: () => string
  now: Date
  /** Shared by all images of the compose; a manifest made again with it is the same. */
  seed: number
  /** Who makes the manifests: makers of this service, or workers that have the image-builder program. */
  manifests: 'maker' | 'workers'
}
