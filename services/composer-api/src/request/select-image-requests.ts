import { refusal } from '../errors.js'
import type { ComposeRequest, ImageRequest } from '../api-types.js'

/** An image request and its path in the request body, for messages. */
export interface SelectedImage {
  request: ImageRequest
  at: string
}

/**
 * The images of a request, from `image_request` or `image_requests`.
 * @throws error 25 when it uses both or neither.
 */
export function selectImageRequests({ image_request, image_requests }: ComposeRequest): SelectedImage[] {
  if (image_request !== undefined && image_requests !== undefined) {
    throw refusal(25, 'image_requests: cannot be combined with image_request')
  }
  if (image_request !== undefined) return [{ request: image_request, at: 'image_request' }]
  if (image_requests === undefined) throw refusal(25, 'image_request: is missing')
  return image_requests.map((request, index) => ({ request, at: `image_requests[${index}]` }))
}

/**
 * Refuses image types of bootc composes in other requests. This check comes before all others, as in the reference.
 * @throws error 47 for the image type that only bootc composes have.
 */
export function refuseBootcTypes({ image_request, image_requests = [] }: ComposeRequest): void {
  const images = image_requests.map((request, index) => ({ request, at: `image_requests[${index}]` }))
  if (image_request !== undefined) images.push({ request: image_request, at: 'image_request' })
  const found = images.find(({ request }) => request.image_type === 'bootable-container-iso')
  if (found !== undefined)
    throw refusal(
      47,
      `${found.at}.image_type: ${found.request.image_type} needs bootc instead of distribution`,
    )
}

/** The only element of the list. @throws error 25 when the list has another length */
export function onlyImage<T>(images: readonly T[]): T {
  const [image, ...more] = images
  if (image === undefined || more.length > 0) {
    throw refusal(25, `image_requests: must hold exactly one image, not ${images.length}`)
  }
  return image
}
