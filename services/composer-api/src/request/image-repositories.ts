import {
  defaultRepositories,
  type Architecture,
  type ImageType,
  type Repository,
} from '../catalog/catalog.js'
import { refusal } from '../errors.js'
import type { ApiRepository } from '../api-types.js'
import { payloadRepositories, requestRepositories } from './repositories.js'

export interface RepositoryChoice {
  own: readonly ApiRepository[]
  payload: readonly ApiRepository[]
  architecture: Architecture
  imageType: ImageType
  at: string
}

/**
 * Where the packages of an image come from: the request's repositories, then its payload repositories. When the
 * request's list is empty: the payload repositories, then the default repositories of the image type.
 * @throws errors 7 and 29; 7 too when there are no defaults.
 */
export function imageRepositories({
  own,
  payload,
  architecture,
  imageType,
  at,
}: RepositoryChoice): Repository[] {
  const extra = payloadRepositories(
    payload,
    imageType.payloadPackageSets,
    'customizations.payload_repositories',
  )
  if (own.length > 0) return [...requestRepositories(own, `${at}.repositories`), ...extra]
  const defaults = defaultRepositories(architecture, imageType)
  if (defaults.length === 0) {
    throw refusal(
      7,
      `${at}.repositories: is empty and there are no default repositories for ${imageType.name}`,
    )
  }
  return [...extra, ...defaults]
}
