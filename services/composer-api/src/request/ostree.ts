import type { ImageType } from '../catalog/catalog.js'
import { refusal } from '../errors.js'
import { omitAbsent } from '../omit-absent.js'
import type { ApiOSTree } from '../api-types.js'
import { given } from './given.js'
import type { WantedOSTree } from './wanted.js'

const commitPattern = /^[0-9a-f]{64}$/
const refPattern = /^\w[\w.-]*(\/\w[\w.-]*)*$/

/**
 * The OSTree options of an image, with the type's defaults. Empty texts count as absent.
 * @returns undefined for types that are not based on OSTree.
 * @throws error 9 for a bad ref or parent, 27 for a bad combination; naming the field.
 */
export function ostreeOptions(
  request: ApiOSTree | undefined,
  imageType: ImageType,
  at: string,
): WantedOSTree | undefined {
  const defaults = imageType.ostree
  if (defaults === undefined) {
    if (request !== undefined) throw refusal(27, `${at}: ${imageType.name} is not based on OSTree`)
    return undefined
  }
  const [url, contentUrl, parent] = [request?.url, request?.contenturl, request?.parent].map(given)
  const ref = given(request?.ref) ?? defaults.ref
  checkRef(ref, `${at}.ref`)
  if (parent !== undefined && !commitPattern.test(parent)) checkRef(parent, `${at}.parent`)
  if (contentUrl !== undefined && url === undefined) throw refusal(27, `${at}.contenturl: needs url too`)
  if (parent !== undefined && url === undefined) throw refusal(27, `${at}.parent: needs url too`)
  checkUrl(url, `${at}.url`)
  checkUrl(contentUrl, `${at}.contenturl`)
  if (url === undefined && defaults.urlRequired)
    throw refusal(27, `${at}.url: is needed for ${imageType.name}`)

  return omitAbsent({
    ref,
    // A default URL is left out: the program knows it. It may be a mirror list, which the program refuses in a request.
    url,
    parent,
    contentUrl,
    rhsm: request?.rhsm ?? false,
    resolve: commitToResolve(url, ref, parent, imageType),
  })
}

/**
 * The commit that a job has to look up: types that deploy a commit need that of their ref, types that make a commit need
 * that of the parent. No job looks up a default URL: those are mirror lists, which the resolve job cannot read.
 */
function commitToResolve(
  url: string | undefined,
  ref: string,
  parent: string | undefined,
  { ostree }: ImageType,
): WantedOSTree['resolve'] {
  if (url === undefined) return undefined
  const deploys = ostree?.urlRequired === true || ostree?.url !== undefined
  return { url, ref: deploys ? ref : (parent ?? ref) }
}

function checkRef(ref: string, field: string): void {
  if (commitPattern.test(ref)) throw refusal(9, `${field}: must be the name of a ref, not a commit`)
  if (!refPattern.test(ref))
    throw refusal(
      9,
      `${field}: ${JSON.stringify(ref)} is not a valid ref: letters, digits, "_", "." and "-", in parts between single slashes`,
    )
}

function checkUrl(url: string | undefined, field: string): void {
  if (url !== undefined && !URL.canParse(url)) throw refusal(27, `${field}: must be an absolute URL`)
}
