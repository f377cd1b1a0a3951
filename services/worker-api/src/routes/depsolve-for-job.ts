import { refusal } from '../errors.js'
import type { Handler } from './handler.js'

/** Only makers may ask, and nobody is one yet: for everybody else such a token does not exist. */
export function depsolveForJob(): Handler<'DepsolveForJob'> {
  return async () => {
    throw refusal(5)
  }
}
