import { assertUtf8, isObject, members, skipSpace, type MemberSpan } from './scan.js'
import { JsonSyntaxError } from './syntax-error.js'

/**
 * Finds the positions of some members' values in the top-level object, so that they can be cut out byte for byte. If a
 * name occurs more than once, the last one counts, as with JSON.parse.
 * @param options.trailing 'ignore' reads only the first JSON value of the bytes, as Go's decoder does
 * @param options.utf8 'ignore' accepts invalid UTF-8 inside strings; the caller must not treat those as text
 * @throws JsonSyntaxError if the bytes are not one JSON object
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
