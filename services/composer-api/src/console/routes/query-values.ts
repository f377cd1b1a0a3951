import { consoleRefusal } from '../errors.js'

/**
 * A whole number from a query.
 * @throws error 5 naming the parameter
 */
export function wholeNumber(
  name: string,
  text: string | undefined,
  { fallback, most }: { fallback: number; most: number },
): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (/^\d{1,6}$/.test(text) && value >= 1 && value <= most) return value
  throw consoleRefusal(5, `${name}: must be a whole number from 1 to ${most}`)
}

/** @throws error 5 naming it */
export function moment(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const date = new Date(text)
  if (text.length <= 40 && !Number.isNaN(date.getTime())) return date
  throw consoleRefusal(5, `${name}: must be a time such as 2026-11-25T12:00:00Z`)
}

/** @throws error 5 naming it */
export function choice<const T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (text === undefined) return undefined
  const found = choices.find((one) => one === text)
  if (found === undefined) throw consoleRefusal(5, `${name}: must be one of ${choices.join(', ')}`)
  return found
}

/** @throws error 5 naming it */
export function shortText(name: string, text: string | undefined, most: number): string | undefined {
  if (text !== undefined && (text.length > most || text.includes('\0')))
    throw consoleRefusal(5, `${name}: must be at most ${most} characters without NUL`)
  return text
}
