import { validate } from 'uuid'
import { refusal } from '../errors.js'

/**
 * The UUID in lower case. Validation does not check the `uuid` format of the schema.
 * @throws error 20 naming `field`.
 */
export function uuidText(value: string, field: string): string {
  if (validate(value)) return value.toLowerCase()
  throw refusal(20, `${field}: is not a UUID`)
}
