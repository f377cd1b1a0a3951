import type { OperationHandler } from '@composer/service-kit'
import { refusal } from '../errors.js'

/** Only makers may ask, and nobody is one yet: for everybody else such a token does not exist. */
export function depsolveForJob(): OperationHandler {
  return async () => {
    throw refusal(5)
  }
}
