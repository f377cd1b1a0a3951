import { bytes } from './bytes.js'
import {
  assertUtf8,
  isList,
  isObject,
  skipName,
  skipSpace,
  skipString,
  skipValue,
  type Ends,
} from './scan.js'
import { JsonSyntaxError } from './syntax-error.js'

const { closeList, closeObject, comma } = bytes

/**
 * Which parts of a value to build: `true`: all of it. An object: the members with these names. A list with one
 * selection: this part of every element. The name `'*'` stands for all members that are not named.
 */
export type Selection = true | { readonly [name: string]: Selection } | readonly [Selection]

/** The selected parts need more memory than `maxBytes`. */
export class SelectionTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`More than ${maxBytes} bytes of the JSON text are selected`)
    this.name = 'SelectionTooLargeError'
  }
}

/** Estimated memory of an object, a list or a name without its content, in bytes. */
const nodeCost = 32

interface Reader {
  readonly json: Buffer
  /** Index of the next byte. */
  at: number
  built: number
  readonly maxBytes: number
  readonly ends: Ends | undefined
}

/**
 * Parses only the selected parts of a JSON text and skips the rest without building it, so a result of 100 MiB needs
 * one pass and the memory of the selected parts. If a value is not of the selected kind, a scalar is returned as it is
 * and a container is returned empty, so that the caller can still see its kind.
 * @param options.maxBytes limit of the estimated memory of what is built, for texts of unknown origin
 * @param options.ends positions in `json` from an earlier pass, which make skipping faster
 * @throws JsonSyntaxError, SelectionTooLargeError
 */
export function readSelected(
  json: Buffer,
  selection: Selection,
  { maxBytes = Number.MAX_SAFE_INTEGER, ends }: { maxBytes?: number; ends?: Ends | undefined } = {},
): unknown {
  assertUtf8(json)
  const reader: Reader = { json, at: skipSpace(json, 0), built: 0, maxBytes, ends }
  const value = read(reader, selection)
  reader.at = skipSpace(json, reader.at)
  if (reader.at !== json.length) throw new JsonSyntaxError(reader.at, 'the end of the text')
  return value
}

function read(reader: Reader, selection: Selection): unknown {
  const { json, at } = reader
  if (selection === true) return readWhole(reader)
  if (isObject(json, at))
    return isListSelection(selection) ? readEmpty(reader, {}) : readMembers(reader, selection)
  if (isList(json, at))
    return isListSelection(selection) ? readElements(reader, selection[0]) : readEmpty(reader, [])
  return readWhole(reader)
}

export const isListSelection = (selection: Exclude<Selection, true>): selection is readonly [Selection] =>
  Array.isArray(selection)

function readWhole(reader: Reader): unknown {
  const start = reader.at
  skip(reader)
  spend(reader, reader.at - start)
  return JSON.parse(reader.json.toString('utf8', start, reader.at)) as unknown
}

function readEmpty<T>(reader: Reader, empty: T): T {
  skip(reader)
  spend(reader, nodeCost)
  return empty
}

function readMembers(reader: Reader, selection: { readonly [name: string]: Selection }): unknown {
  const { json } = reader
  const result: Record<string, unknown> = {}
  spend(reader, nodeCost)
  reader.at = skipSpace(json, reader.at + 1)
  if (json[reader.at] === closeObject) return leave(reader, result)
  for (;;) {
    const start = reader.at
    const name = JSON.parse(json.toString('utf8', start, skipString(json, start))) as string
    reader.at = skipName(json, start)
    const wanted = Object.hasOwn(selection, name) ? selection[name] : selection['*']
    if (wanted === undefined) skip(reader)
    else setMember(result, name, read(reader, wanted))
    reader.at = skipSpace(json, reader.at)
    if (json[reader.at] === closeObject) return leave(reader, result)
    if (json[reader.at] !== comma) throw new JsonSyntaxError(reader.at, 'a comma or the end of an object')
    reader.at = skipSpace(json, reader.at + 1)
  }
}

/** Assignment to `__proto__` would change the object instead of adding a member. */
export function setMember(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

function readElements(reader: Reader, selection: Selection): unknown {
  const { json } = reader
  const result: unknown[] = []
  spend(reader, nodeCost)
  reader.at = skipSpace(json, reader.at + 1)
  if (json[reader.at] === closeList) return leave(reader, result)
  for (;;) {
    result.push(read(reader, selection))
    reader.at = skipSpace(json, reader.at)
    if (json[reader.at] === closeList) return leave(reader, result)
    if (json[reader.at] !== comma) throw new JsonSyntaxError(reader.at, 'a comma or the end of a list')
    reader.at = skipSpace(json, reader.at + 1)
  }
}

function skip(reader: Reader): void {
  reader.at = reader.ends?.get(reader.at) ?? skipValue(reader.json, reader.at)
}

function leave<T>(reader: Reader, result: T): T {
  reader.at += 1
  return result
}

function spend(reader: Reader, bytes: number): void {
  reader.built += bytes
  if (reader.built > reader.maxBytes) throw new SelectionTooLargeError(reader.maxBytes)
}
