import { canonicalUuid } from '@composer/service-kit'
import { refusal } from '../errors.js'

/**
 * The `id` of the path in its canonical form.
 * @throws error 42 when it is no UUID
 */
export function jobIdOf({ id: text }: { id: string }): string {
  const id = canonicalUuid(text)
  if (id === undefined)
    throw refusal(
      42,
      `code=400, message=Invalid format for parameter id: ${JSON.stringify(text)} is not a UUID`,
    )
  return id
}
