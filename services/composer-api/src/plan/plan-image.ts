import type { JobPlan } from '@composer/contracts'
import { omitAbsent } from '../omit-absent.js'
import type { WantedBootcCompose, WantedImageCompose } from '../request/wanted.js'
import { buildTarget } from '../targets/build-target.js'
import type { PlanContext } from './context.js'
import type { ManifestStep } from './manifest-step.js'

/** A compose of one image: its manifest, then the build. */
export function planImage(
  wanted: WantedImageCompose | WantedBootcCompose,
  context: PlanContext,
  manifestStep: ManifestStep,
): JobPlan {
  const { image, blueprint, subscription, facts } = wanted
  const bootc = wanted.kind === 'bootc' ? wanted.bootc : undefined
  const { jobs, manifest } = manifestStep({
    index: 0,
    image,
    blueprint,
    facts,
    seed: context.seed,
    ...omitAbsent({ bootc, subscription }),
  })
  return [
    ...jobs,
    {
      ref: 'build#0',
      type: 'osbuild',
      role: 'build',
      arch: image.architecture,
      args: {
        targets: image.targets.map((target) => buildTarget(target, image, context)),
        pipeline_names: image.imageType.pipelineNames,
      },
      dependsOn: [manifest],
    },
  ]
}
