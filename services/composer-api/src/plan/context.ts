/** Values that planning needs from outside; as arguments they keep planning a pure function. */
export interface PlanContext {
  /** Gives a fresh UUID at each call. */
  newId: () => string
  now: Date
  /** Shared by all images of the compose; the same seed gives the same manifest again. */
  seed: number
  /** Who makes the manifests: `maker`, this service's own makers; `workers`, workers with the image-builder program. */
  manifests: 'maker' | 'workers'
}
