import { assertUtf8, elements, isArray, isObject, members, skipSpace, skipValue, type Span } from './scan.js'
import { JsonSyntaxError } from './syntax-error.js'

/**
 * What to build of a value: all of it (`true`), these members of an object, or of every element of a list.
 * `'*'` names every member that is not named itself.
 */
export type Selection = true | { readonly [name: string]: Selection } | readonly [Selection]

/**
 * Parses only the selected parts of a JSON text and steps over the rest without building it: a result of 100 MiB costs
 * what its digest costs. Where the value is of another kind than selected, a scalar comes as it is and a container
 * comes empty, so that its kind can still be told.
 * @throws JsonSyntaxError
 */
export function readSelected(json: Buffer, selection: Selection): unknown {
  assertUtf8(json)
  const start = skipSpace(json, 0)
  const end = skipValue(json, start)
  const behind = skipSpace(json, end)
  if (behind !== json.length) throw new JsonSyntaxError(behind, 'the end of the text')
  return read(json, { start, end }, selection)
}

function read(json: Buffer, { start, end }: Span, selection: Selection): unknown {
  if (selection === true) return JSON.parse(json.toString('utf8', start, end)) as unknown
  if (isObject(json, start)) return isList(selection) ? {} : readMembers(json, start, selection)
  if (isArray(json, start)) return isList(selection) ? readElements(json, start, selection[0]) : []
  return JSON.parse(json.toString('utf8', start, end)) as unknown
}

const isList = (selection: Exclude<Selection, true>): selection is readonly [Selection] => Array.isArray(selection)

function readMembers(json: Buffer, start: number, selection: { readonly [name: string]: Selection }): unknown {
  const result: Record<string, unknown> = {}
  for (const [name, span] of members(json, start)) {
    const wanted = Object.hasOwn(selection, name) ? selection[name] : selection['*']
    if (wanted === undefined) continue
    // Assignment to __proto__ would change the object instead of adding a member.
    Object.defineProperty(result, name, {
      value: read(json, span, wanted),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return result
}

function readElements(json: Buffer, start: number, selection: Selection): unknown[] {
  return Array.from(elements(json, start), (span) => read(json, span, selection))
}
