import { canonicalUuid } from '@composer/service-kit'
import { consoleRefusal } from '../errors.js'

/**
 * The id of a path, canonical.
 * @throws error 6: what is no id is the id of nothing
 */
export function idOf({ id }: { id: string }): string {
  const uuid = canonicalUuid(id)
  if (uuid === undefined) throw consoleRefusal(6, `id: '${id}' is no id`)
  return uuid
}
