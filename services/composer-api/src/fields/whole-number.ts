import { refusal } from '../errors.js'

/**
 * A number that the schema leaves open or too wide: an integer from 0 up that can be carried exactly.
 * @throws error 20 naming `field`.
 */
export function wholeNumber(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw refusal(20, `${field}: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`)
}

/** An integer of either sign that can be carried exactly. */
export function exactInteger(value: number, field: string): number {
  if (Number.isSafeInteger(value)) return value
  throw refusal(20, `${field}: is outside the range of integers that can be kept exactly`)
}
