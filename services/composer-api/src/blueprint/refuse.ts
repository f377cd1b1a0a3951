import type { ApiError } from '@composer/service-kit'
import { refusal } from '../errors.js'

/** A customization or disk layout that the image cannot be given: 35, naming the field. */
export function badCustomization(field: string, problem: string): ApiError {
  return refusal(35, `${field}: ${problem}`)
}
