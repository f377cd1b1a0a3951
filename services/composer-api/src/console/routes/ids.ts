import { canonicalUuid } from '@composer/service-kit'
import { consoleRefusal } from '../errors.js'

/**
 * The id in the path, in its canonical form.
 * @throws error 6 when it is no UUID: nothing has such an id
 */
export function idOf({ id }: { id: string }): string {
  const uuid = canonicalUuid(id)
  if (uuid === undefined) throw consoleRefusal(6, `id: '${id}' is no id`)
  return uuid
}
