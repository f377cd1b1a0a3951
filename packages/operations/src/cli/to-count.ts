import { InvalidArgumentError } from 'commander'

/** @throws InvalidArgumentError when the text is no whole number from 1 to 10000 */
export function toCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0 && count <= 10_000) return count
  throw new InvalidArgumentError('must be a whole number from 1 to 10000')
}
