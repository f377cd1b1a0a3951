import {
  defaultRepositories,
  type Architecture,
  type ImageType,
  type Repository,
} from '../catalog/catalog.js'
import { refusal } from '../errors.js'
import type { ApiRepository } from './api-types.js'
import { requestRepositories } from './repositories.js'

/**
 * Where a depsolve or search looks: exactly the request's repositories when the member is there, even empty; else the
 * defaults.
 * @throws errors 7 and 29, naming the field.
 */
export function solverRepositories(
  requested: readonly ApiRepository[] | undefined,
  architecture: Architecture,
  imageType?: ImageType,
): Repository[] {
  if (requested !== undefined) return requestRepositories(requested, 'repositories')
  const defaults = defaultRepositories(architecture, imageType)
  if (defaults.length > 0) return defaults
  throw refusal(7, `repositories: is missing and there are no default repositories on ${architecture.name}`)
}
