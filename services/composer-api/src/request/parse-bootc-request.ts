import type { Blueprint } from '../blueprint/blueprint.js'
import { checkFits } from '../blueprint/check-fits.js'
import { pathChecker } from '../blueprint/check-paths.js'
import { refusal } from '../errors.js'
import { omitAbsent } from '../omit-absent.js'
import { apiImageTypes } from './api-image-types.js'
import type { ApiBootc, ApiImageType, ComposeRequest } from '../api-types.js'
import { bootcArchitectures, bootcBootMode, bootcHasDisk, bootcImageTypes } from './bootc-image-types.js'
import { given } from './given.js'
import { imageSize } from './image-size.js'
import { partitioning } from './partitioning.js'
import { onlyImage, selectImageRequests, type SelectedImage } from './select-image-requests.js'
import { uploadTargets } from './upload-targets.js'
import type { WantedBootc, WantedImage, WantedImageType } from './wanted.js'
import { wholeNumber } from '../fields/whole-number.js'

/**
 * The image of a bootc compose. Repositories are not used.
 * @throws errors 42, 40, 25, 5, 6, 46, 20, 27, 38, 35 and 37.
 */
export function parseBootcRequest(
  body: ComposeRequest,
  bootc: ApiBootc,
  blueprint: Blueprint,
  blueprintAt: string,
): { bootc: WantedBootc; image: WantedImage } {
  if (body.koji !== undefined) throw refusal(42, 'koji: cannot be combined with bootc')
  if (bootc.reference === '') throw refusal(42, 'bootc.reference: must not be empty')
  if (blueprint.distro !== undefined)
    throw refusal(40, 'blueprint.distro: a bootc compose has no distribution')
  const selected = onlyImage(selectImageRequests(body))
  const image = bootcImage(selected, given(bootc.iso_payload_reference), blueprint)
  const checkPaths = pathChecker(blueprint, blueprintAt)
  checkFits(blueprint, { architecture: image.architecture }, blueprintAt, checkPaths)
  partitioning(body.customizations?.partitioning_mode, blueprint, {
    hasDisk: bootcHasDisk(image.imageType.name),
    isBootc: true,
  })
  return {
    image,
    bootc: omitAbsent({
      reference: bootc.reference,
      buildReference: given(bootc.build_reference),
      payloadReference: given(bootc.iso_payload_reference),
    }),
  }
}

function bootcImage(
  { request, at }: SelectedImage,
  payload: string | undefined,
  blueprint: Blueprint,
): WantedImage {
  const architecture = bootcArchitectures.get(request.architecture)
  if (architecture === undefined) {
    throw refusal(
      5,
      `${at}.architecture: unsupported architecture ${JSON.stringify(request.architecture)} for bootc composes`,
    )
  }
  const imageType = bootcImageType(request.image_type, architecture, `${at}.image_type`)
  if (payload !== undefined && request.image_type !== 'bootable-container-iso')
    throw refusal(46, `bootc.iso_payload_reference: cannot be combined with ${request.image_type}`)
  if (request.ostree !== undefined)
    throw refusal(27, `${at}.ostree: ${imageType.name} is not based on OSTree`)
  const requestedSize = wholeNumber(request.size ?? 0, `${at}.size`)
  return {
    architecture,
    imageType,
    repositories: [],
    size: imageSize(requestedSize, { defaultSize: 0, filename: imageType.filename }, blueprint, `${at}.size`),
    targets: uploadTargets(request, at, true),
  }
}

function bootcImageType(name: ApiImageType, architecture: string, field: string): WantedImageType {
  const { internal } = apiImageTypes[name]
  const files = bootcImageTypes[internal]
  if (files === undefined) {
    const what = `unsupported image type ${JSON.stringify(internal)} for bootc composes on ${JSON.stringify(architecture)}`
    throw refusal(6, `${field}: ${what}`)
  }
  return {
    name: internal,
    ...files,
    bootMode: bootcBootMode(architecture),
    pipelineNames: { build: ['build'], payload: [...new Set(['image', files.exportName])] },
  }
}
