import type { ApiError } from '@composer/service-kit'
import { refusal } from '../errors.js'

/** A customization the image cannot be given: 35, naming the field. */
export function badCustomization(field: string, problem: string): ApiError {
  return refusal(35, `${field}: ${problem}`)
}

/** A disk layout that cannot be made: 37, naming the field. */
export function badPartitioning(field: string, problem: string): ApiError {
  return refusal(37, `${field}: ${problem}`)
}
