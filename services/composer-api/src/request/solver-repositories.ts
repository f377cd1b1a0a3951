import {
  defaultRepositories,
  type Architecture,
  type ImageType,
  type Repository,
} from '../catalog/catalog.js'
import { refusal } from '../errors.js'
import type { ApiRepository } from '../api-types.js'
import { requestRepositories } from './repositories.js'

/**
 * The repositories that a depsolve or search request names. A list that is present is used as it is, even when empty.
 * @returns undefined when the defaults are to be used.
 * @throws errors 7 and 29, naming the field.
 */
export function namedRepositories(requested: readonly ApiRepository[] | undefined): Repository[] | undefined {
  return requested && requestRepositories(requested, 'repositories')
}

/** @throws error 7 when there are none. */
export function solverDefaults(architecture: Architecture, imageType?: ImageType): Repository[] {
  const defaults = defaultRepositories(architecture, imageType)
  if (defaults.length > 0) return defaults
  throw refusal(7, `repositories: is missing and there are no default repositories on ${architecture.name}`)
}
