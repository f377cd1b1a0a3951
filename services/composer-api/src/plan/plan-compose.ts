import type { JobPlan } from '@composer/contracts'
import type { WantedCompose } from '../request/wanted.js'
import type { PlanContext } from './context.js'
import { imageBuilderManifest } from './image-builder-manifest.js'
import type { ManifestStep } from './manifest-step.js'
import { planImage } from './plan-image.js'
import { planKoji } from './plan-koji.js'

/**
 * The jobs of a compose; the last one is the root, whose id becomes the compose id.
 * @param manifestStep the way manifests are made.
 */
export function planCompose(
  wanted: WantedCompose,
  context: PlanContext,
  manifestStep: ManifestStep = imageBuilderManifest,
): JobPlan {
  switch (wanted.kind) {
    case 'image':
    case 'bootc':
      return planImage(wanted, context, manifestStep)
    case 'koji':
      return planKoji(wanted, context, manifestStep)
  }
}
