import { CursorError, FilterError } from '@composer/operator'
import { consoleRefusal } from '../errors.js'

/** What the operator package says of a member that cannot be, as error 5; other errors as they are. */
export function refuseMember(error: unknown): never {
  if (error instanceof CursorError || error instanceof FilterError) throw consoleRefusal(5, error.message)
  throw error
}
