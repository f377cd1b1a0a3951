import type { PlannedJob } from '@composer/contracts'
import { omitAbsent } from '../omit-absent.js'
import type { ManifestInput } from './manifest-step.js'

/** Looks up the digests of the containers that the image embeds; undefined when it embeds none. */
export function containerResolve({ index, image, blueprint }: ManifestInput): PlannedJob | undefined {
  const { containerPipeline } = image.imageType
  if (containerPipeline === undefined || blueprint.containers === undefined) return undefined
  const specs = blueprint.containers.map(({ source, name, 'tls-verify': tlsVerify }) =>
    omitAbsent({ source, name: name ?? '', 'tls-verify': tlsVerify, image_id: '', digest: '' }),
  )
  return {
    ref: `container-resolve#${index}`,
    type: 'container-resolve',
    role: 'resolve',
    // Old workers only read the flat list `specs`.
    args: { arch: image.architecture, pipeline_specs: { [containerPipeline]: specs }, specs },
    dependsOn: [],
  }
}

/** Looks up the commit that the image deploys or builds upon; undefined when it needs none. */
export function ostreeResolve({ index, image }: ManifestInput): PlannedJob | undefined {
  const { ostree } = image
  if (ostree?.resolve === undefined) return undefined
  return {
    ref: `ostree-resolve#${index}`,
    type: 'ostree-resolve',
    role: 'resolve',
    args: { ostree_resolve_specs: [{ ...ostree.resolve, rhsm: ostree.rhsm }] },
    dependsOn: [],
  }
}
