import type { ApiError } from '@composer/service-kit'
import { refusal } from '../errors.js'

/** Error 35, naming the field: the image cannot have this customization or disk layout. */
export function badCustomization(field: string, problem: string): ApiError {
  return refusal(35, `${field}: ${problem}`)
}
