import { refusal } from '../errors.js'
import { apiImageTypes } from './api-image-types.js'
import type { ImageRequest } from '../api-types.js'
import { uploadTarget } from './upload-target.js'
import type { WantedTarget } from './wanted.js'

/**
 * The upload targets of an image, in the order of the job: those of `upload_targets` in reverse, then the default
 * target if the image request has `upload_options` of its own.
 * @throws error 38 for a kind the image type does not allow, or no target where one is needed.
 */
export function uploadTargets(
  { image_type, upload_targets = [], upload_options }: ImageRequest,
  at: string,
  needed: boolean,
): WantedTarget[] {
  const { defaultTarget, allowedTargets } = apiImageTypes[image_type]
  const explicit = upload_targets.map(({ type, upload_options: options }, index) => {
    const field = `${at}.upload_targets[${index}]`
    if (!allowedTargets.includes(type))
      throw refusal(38, `${field}.type: ${image_type} cannot be uploaded to ${type}`)
    return uploadTarget(type, options)
  })
  const implicit = upload_options === undefined ? [] : [uploadTarget(defaultTarget, upload_options)]
  if (needed && explicit.length + implicit.length === 0) {
    throw refusal(38, `${at}.upload_options: is missing, and so are upload_targets`)
  }
  return [...explicit.reverse(), ...implicit]
}
