import { assertUtf8, skipSpace, skipValue, type Span } from './scan.js'

/**
 * Where the first JSON value of the bytes stands; what follows is not looked at, as Go's decoder does.
 * @throws JsonSyntaxError when the bytes do not begin with a JSON value
 */
export function firstValue(json: Buffer): Span {
  assertUtf8(json)
  const start = skipSpace(json, 0)
  return { start, end: skipValue(json, start) }
}
