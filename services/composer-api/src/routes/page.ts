import { refusal } from '../errors.js'

/** A part of a list. Pages count from zero. */
export interface Page {
  page: number
  size: number
}

const DEFAULT_SIZE = 100

/**
 * Reads the `page` and `size` parameters, which the API takes as text.
 * @throws errors 18 and 19 when one is no integer
 */
export function readPage(query: { page?: unknown; size?: unknown }): Page {
  return {
    page: readInteger(query.page, 0, 18, 'page'),
    size: readInteger(query.size, DEFAULT_SIZE, 19, 'size'),
  }
}

/** First row and number of rows of a page; no rows when either parameter is negative. */
export function rowsOf({ page, size }: Page): { offset: number; limit: number } {
  if (page < 0 || size < 0) return { offset: 0, limit: 0 }
  return { offset: Math.min(page * size, Number.MAX_SAFE_INTEGER), limit: size }
}

function readInteger(value: unknown, absent: number, error: 18 | 19, name: string): number {
  if (value === undefined) return absent
  const number = integerOf(value)
  if (number !== undefined) return number
  throw refusal(error, `${name}: ${JSON.stringify(value)} is not an integer`)
}

/** The integer that a text represents; undefined when it represents none. */
export function integerOf(text: unknown): number | undefined {
  const number = typeof text === 'string' && /^[+-]?\d+$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(number) ? number : undefined
}
