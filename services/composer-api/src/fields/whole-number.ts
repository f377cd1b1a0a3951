import { refusal } from '../errors.js'

/**
 * Checks that a value is a safe integer of at least 0, for members whose schema does not limit them that much.
 * @throws error 20 naming `field`.
 */
export function wholeNumber(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw refusal(20, `${field}: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`)
}

/** Checks that a value is a safe integer, of either sign. @throws error 20 naming `field` */
export function exactInteger(value: number, field: string): number {
  if (Number.isSafeInteger(value)) return value
  throw refusal(20, `${field}: is outside the range of integers that can be kept exactly`)
}
