import { InvalidArgumentError } from 'commander'

/** @throws InvalidArgumentError when the text is no time that JavaScript reads */
export function toDate(text: string): Date {
  const date = new Date(text)
  if (!Number.isNaN(date.getTime())) return date
  throw new InvalidArgumentError('must be a time such as 2026-11-25T12:00:00Z')
}
