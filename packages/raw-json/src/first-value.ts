import { assertUtf8, skipSpace, skipValue, type Span } from './scan.js'

/**
 * Finds the position of the first JSON value of the bytes. Like Go's decoder, it ignores what follows.
 * @throws JsonSyntaxError if the bytes do not begin with a JSON value
 */
export function firstValue(json: Buffer): Span {
  assertUtf8(json)
  const start = skipSpace(json, 0)
  return { start, end: skipValue(json, start) }
}
