import type { ComposeRequest } from '../api-types.js'
import { refusal } from '../errors.js'

/** Most UTF-16 units of customizations that the jobs of one compose hold together: each costs some 7 bytes on its way. */
const mostCopied = 2 ** 21

/**
 * Each image of a koji compose has a manifest job with a copy of the customizations, so the two multiply: neither of
 * their own limits bounds what is stored.
 * @throws error 25 naming the images.
 */
export function checkCopies({ blueprint, customizations }: ComposeRequest, images: number): void {
  if (images < 2) return
  const length = JSON.stringify(blueprint ?? customizations ?? {}).length
  if (length * images <= mostCopied) return
  const most = Math.max(1, Math.floor(mostCopied / length))
  throw refusal(
    25,
    `image_requests: must have at most ${most} items where customizations have ${length} characters`,
  )
}
