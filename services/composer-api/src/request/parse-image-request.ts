import type { Blueprint } from '../blueprint/blueprint.js'
import { checkFits } from '../blueprint/check-fits.js'
import type { PathChecker } from '../blueprint/check-paths.js'
import type { Distribution } from '../catalog/catalog.js'
import { omitAbsent } from '../omit-absent.js'
import type { ComposeRequest } from '../api-types.js'
import { checkOSTreeReach } from './check-ostree-reach.js'
import { imageRepositories } from './image-repositories.js'
import { imageSize } from './image-size.js'
import { ostreeOptions } from './ostree.js'
import { partitioning } from './partitioning.js'
import { resolveArchitecture, resolveImageType, wantedImageType } from './resolve-image-type.js'
import type { SelectedImage } from './select-image-requests.js'
import { uploadTargets } from './upload-targets.js'
import type { WantedImage } from './wanted.js'
import { wholeNumber } from '../fields/whole-number.js'

export interface ImageContext {
  body: ComposeRequest
  distribution: Distribution
  blueprint: Blueprint
  /** The path of the blueprint's customizations in the request body, for messages. */
  blueprintAt: string
  checkPaths: PathChecker
}

/**
 * One image of a distribution compose. The order of the checks decides which error a request with several faults gets.
 * @throws errors 5, 6, 7, 29, 20, 9, 27, 38 and 35.
 */
export function parseImageRequest({ request, at }: SelectedImage, context: ImageContext): WantedImage {
  const { body, distribution, blueprint } = context
  const architecture = resolveArchitecture(distribution, request.architecture, `${at}.architecture`)
  const imageType = resolveImageType(distribution, architecture, request.image_type, `${at}.image_type`)
  const payload = body.customizations?.payload_repositories ?? []
  const repositories = imageRepositories({ own: request.repositories, payload, architecture, imageType, at })
  const requestedSize = wholeNumber(request.size ?? 0, `${at}.size`)
  const size = imageSize(requestedSize, imageType, blueprint, `${at}.size`)
  const ostree = ostreeOptions(request.ostree, imageType, `${at}.ostree`)
  checkOSTreeReach(ostree, `${at}.ostree`)
  const targets = uploadTargets(request, at, body.koji === undefined)
  const image = { architecture: architecture.name, distribution, imageType }
  checkFits(blueprint, image, context.blueprintAt, context.checkPaths)
  const hasDisk = imageType.supportedBlueprintOptions.includes('customizations.disk')
  const disk = partitioning(body.customizations?.partitioning_mode, blueprint, { hasDisk, isBootc: false })

  return omitAbsent({
    distribution,
    architecture: architecture.name,
    imageType: wantedImageType(imageType),
    repositories,
    disk,
    size,
    ostree,
    targets,
  })
}
