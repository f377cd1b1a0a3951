import type { JobPlan } from '@composer/contracts'
import type { WantedCompose } from '../request/wanted.js'
import type { PlanContext } from './context.js'
import { imageBuilderManifest } from './image-builder-manifest.js'
import { manifestIdOnly } from './manifest-id-only.js'
import type { ManifestStep } from './manifest-step.js'
import { planImage } from './plan-image.js'
import { planKoji } from './plan-koji.js'

const manifestSteps: Record<PlanContext['manifests'], ManifestStep> = {
  maker: manifestIdOnly,
  workers: imageBuilderManifest,
}

/** The jobs of a compose. The id of the last job is the id of the compose. */
export function planCompose(wanted: WantedCompose, context: PlanContext): JobPlan {
  const manifestStep = manifestSteps[context.manifests]
  switch (wanted.kind) {
    case 'image':
    case 'bootc':
      return planImage(wanted, context, manifestStep)
    case 'koji':
      return planKoji(wanted, context, manifestStep)
  }
}
