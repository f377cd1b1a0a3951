import { assertUtf8, isObject, members, skipSpace, type MemberSpan } from './scan.js'
import { JsonSyntaxError } from './syntax-error.js'

/**
 * Where the values of some members of the top-level object stand, so that they can be cut out byte for byte. The last
 * one of equal names counts, as for JSON.parse.
 * @param options.trailing 'ignore' reads only the first JSON value of the bytes, as Go's decoder does
 * @param options.utf8 'ignore' leaves broken UTF-8 inside strings to the caller, who must not take it for text
 * @throws JsonSyntaxError when the bytes are not one JSON object
 */
export function findMembers(
  json: Buffer,
  names: readonly string[],
  options: { trailing?: 'refuse' | 'ignore'; utf8?: 'refuse' | 'ignore' } = {},
): Map<string, MemberSpan> {
  if (options.utf8 !== 'ignore') assertUtf8(json)
  const start = skipSpace(json, 0)
  if (!isObject(json, start)) throw new JsonSyntaxError(start, 'an object')
  const found = new Map<string, MemberSpan>()
  const walk = members(json, start)
  let step = walk.next()
  for (; !step.done; step = walk.next()) {
    const [name, span] = step.value
    if (names.includes(name)) found.set(name, span)
  }
  const end = skipSpace(json, step.value)
  if (options.trailing !== 'ignore' && end !== json.length)
    throw new JsonSyntaxError(end, 'the end of the text')
  return found
}
