import { CursorError, FilterError } from '@composer/operator'
import { consoleRefusal } from '../errors.js'

/** Throws the operator package's error about an invalid member as error 5, and any other error unchanged. */
export function refuseMember(error: unknown): never {
  if (error instanceof CursorError || error instanceof FilterError) throw consoleRefusal(5, error.message)
  throw error
}
