import { findImageType, type Architecture, type Distribution, type ImageType } from '../catalog/catalog.js'
import { refusal } from '../errors.js'
import { apiImageTypes } from './api-image-types.js'
import type { ApiImageType } from '../api-types.js'
import type { WantedImageType } from './wanted.js'

/** @throws error 5 naming the field. */
export function resolveArchitecture(distribution: Distribution, name: string, field: string): Architecture {
  const architecture = distribution.architectures.get(name)
  if (architecture === undefined)
    throw refusal(5, `${field}: ${distribution.name} is not offered for ${JSON.stringify(name)}`)
  return architecture
}

/** @throws error 6 naming the field. */
export function resolveImageType(
  distribution: Distribution,
  architecture: Architecture,
  name: ApiImageType,
  field: string,
): ImageType {
  const imageType = findImageType(architecture, apiImageTypes[name].internal)
  if (imageType === undefined) {
    throw refusal(6, `${field}: ${distribution.name} on ${architecture.name} does not offer ${name}`)
  }
  return imageType
}

/** What planning needs to know of a type of the catalogue. */
export function wantedImageType(imageType: ImageType): WantedImageType {
  const { pipelines, supportedBlueprintOptions } = imageType
  const containerPipeline = pipelines.payload.find((pipeline) => pipelines.solved.includes(pipeline))
  const embeds = supportedBlueprintOptions.includes('containers') && containerPipeline !== undefined
  return {
    name: imageType.name,
    filename: imageType.filename,
    exportName: imageType.exports[0],
    bootMode: imageType.bootMode,
    pipelineNames: { build: [...pipelines.build], payload: [...pipelines.payload] },
    ...(embeds ? { containerPipeline } : {}),
  }
}
