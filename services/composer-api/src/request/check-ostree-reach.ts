import { refusal } from '../errors.js'
import type { WantedOSTree } from './wanted.js'

/**
 * Refuses OSTree options that the manifest program does not support: the image would be built without them.
 * @throws error 27 naming the field.
 */
export function checkOSTreeReach(ostree: WantedOSTree | undefined, at: string): void {
  if (ostree?.rhsm && ostree.url !== undefined)
    throw refusal(27, `${at}.rhsm: is not supported for this compose; leave it out`)
  if (ostree?.contentUrl !== undefined && ostree.contentUrl !== ostree.url)
    throw refusal(27, `${at}.contenturl: must be the same as url, or be left out`)
}
