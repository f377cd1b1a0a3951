import type { ComposeRequest } from '../api-types.js'
import { refusal } from '../errors.js'

/**
 * The most UTF-16 code units of customizations in all jobs of one compose together; each takes about 7 bytes of memory.
 */
const mostCopied = 2 ** 21

/**
 * Limits the number of images times the size of the customizations: each image of a koji compose has a manifest job with
 * a copy of the customizations, so a limit on each alone does not bound what is stored.
 * @throws error 25 naming `image_requests`.
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
