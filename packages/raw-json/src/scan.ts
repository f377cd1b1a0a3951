import { isUtf8 } from 'node:buffer'
import { bytes, maxDepth } from './bytes.js'
import { skipPlain } from './skip-plain.js'
import { JsonSyntaxError } from './syntax-error.js'

const { backslash, closeList, closeObject, colon, comma, openList, openObject, quote } = bytes

/** The end of a shorter container, in bytes, is not recorded: scanning it again is cheaper. */
const notedLength = 4096
/** The ends of deeper containers are not recorded, because readers do not look there. */
const notedDepth = 4

export function assertUtf8(json: Buffer): void {
  if (!isUtf8(json)) throw new JsonSyntaxError(0, 'UTF-8')
}

export function skipSpace(json: Buffer, at: number): number {
  let next = at
  for (;;) {
    const byte = json[next]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return next
    next += 1
  }
}

/** @param at index of the opening quote. @returns the index after the closing quote. @throws JsonSyntaxError */
export function skipString(json: Buffer, at: number): number {
  if (json[at] !== quote) throw new JsonSyntaxError(at, 'a string')
  let next = at + 1
  for (;;) {
    next = skipPlain(json, next)
    const byte = json[next]
    if (byte === quote) return next + 1
    if (byte === undefined) throw new JsonSyntaxError(next, 'the end of a string')
    if (byte !== backslash) throw new JsonSyntaxError(next, 'no control character in a string')
    next = skipEscape(json, next)
  }
}

function skipEscape(json: Buffer, at: number): number {
  const byte = json[at + 1]
  if (byte === 0x75) {
    for (let digit = at + 2; digit < at + 6; digit += 1) {
      if (!isHexDigit(json[digit])) throw new JsonSyntaxError(digit, 'a hexadecimal digit')
    }
    return at + 6
  }
  if (byte === undefined || !'"\\/bfnrt'.includes(String.fromCharCode(byte)))
    throw new JsonSyntaxError(at, 'an escape')
  return at + 2
}

/**
 * Skips one value of at most `maxDepth` levels without building it.
 * @param at index of the first byte of the value
 * @param ends gets the ends of the long containers in the value
 * @returns the index after the value
 * @throws JsonSyntaxError
 */
export function skipValue(json: Buffer, at: number, ends?: Map<number, number>): number {
  const open: number[] = []
  /** Where the outermost of them begin. */
  const starts: number[] = []
  let next = at
  for (;;) {
    const byte = json[next]
    if (byte === openObject || byte === openList) {
      if (open.length >= maxDepth) throw new JsonSyntaxError(next, `at most ${maxDepth} levels`)
      const close = byte === openObject ? closeObject : closeList
      const inside = skipSpace(json, next + 1)
      if (json[inside] !== close) {
        if (open.length < notedDepth) starts.push(next)
        open.push(close)
        next = close === closeObject ? skipName(json, inside) : inside
        continue
      }
      next = inside + 1
    } else {
      next = skipScalar(json, next)
    }
    // A value has ended: leave every container that ends here, or go on with the next element.
    for (;;) {
      // `at(-1)` would be slower, and this is the hot loop.
      const close = open[open.length - 1]
      if (close === undefined) return next
      next = skipSpace(json, next)
      if (json[next] === close) {
        next += 1
        open.pop()
        if (open.length < notedDepth) note(ends, (starts.pop() ?? at) - at, next - at)
        continue
      }
      if (json[next] !== comma) throw new JsonSyntaxError(next, 'a comma or the end of a list')
      next = skipSpace(json, next + 1)
      if (close === closeObject) next = skipName(json, next)
      break
    }
  }
}

function note(ends: Map<number, number> | undefined, start: number, end: number): void {
  if (end - start >= notedLength) ends?.set(start, end)
}

/** @param at index of the opening quote of a member's name. @returns the index of its value. @throws JsonSyntaxError */
export function skipName(json: Buffer, at: number): number {
  const behind = skipSpace(json, skipString(json, at))
  if (json[behind] !== colon) throw new JsonSyntaxError(behind, 'a colon')
  return skipSpace(json, behind + 1)
}

function skipScalar(json: Buffer, at: number): number {
  switch (json[at]) {
    case quote:
      return skipString(json, at)
    case 0x74:
      return skipWord(json, at, 'true')
    case 0x66:
      return skipWord(json, at, 'false')
    case 0x6e:
      return skipWord(json, at, 'null')
    default:
      return skipNumber(json, at)
  }
}

function skipWord(json: Buffer, at: number, word: string): number {
  if (json.toString('latin1', at, at + word.length) !== word) throw new JsonSyntaxError(at, 'a value')
  return at + word.length
}

function skipNumber(json: Buffer, at: number): number {
  let next = json[at] === 0x2d ? at + 1 : at
  if (!isDigit(json[next])) throw new JsonSyntaxError(next, 'a value')
  next = json[next] === 0x30 ? next + 1 : skipDigits(json, next)
  if (json[next] === 0x2e) next = skipDigits(json, next + 1)
  if (json[next] === 0x65 || json[next] === 0x45) {
    const sign = json[next + 1]
    next = skipDigits(json, sign === 0x2b || sign === 0x2d ? next + 2 : next + 1)
  }
  return next
}

function skipDigits(json: Buffer, at: number): number {
  if (!isDigit(json[at])) throw new JsonSyntaxError(at, 'a digit')
  let next = at
  while (isDigit(json[next])) next += 1
  return next
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39
const isHexDigit = (byte: number | undefined): boolean =>
  isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)

/** Ends of the long objects and lists in a value, by their starts; both are offsets from the start of the value. */
export type Ends = ReadonlyMap<number, number>

export interface Span {
  /** Index of the first byte. */
  start: number
  /** Index after the last byte. */
  end: number
}

export interface MemberSpan extends Span {
  /** Lets a later reader of the value skip long parts without scanning them again. */
  ends: Ends
}

const noEnds: Ends = new Map()

/**
 * Yields the members of an object in order: the decoded name and the position of the value.
 * @throws JsonSyntaxError
 */
export function* members(json: Buffer, at: number): Generator<[string, MemberSpan], number> {
  let ends = new Map<number, number>()
  let next = skipSpace(json, at + 1)
  if (json[next] === closeObject) return next + 1
  for (;;) {
    const nameEnd = skipString(json, next)
    const name = JSON.parse(json.toString('utf8', next, nameEnd)) as string
    const start = skipName(json, next)
    const end = skipValue(json, start, ends)
    if (ends.size === 0) yield [name, { start, end, ends: noEnds }]
    else {
      yield [name, { start, end, ends }]
      ends = new Map()
    }
    next = skipSpace(json, end)
    if (json[next] === closeObject) return next + 1
    if (json[next] !== comma) throw new JsonSyntaxError(next, 'a comma or the end of an object')
    next = skipSpace(json, next + 1)
  }
}

/** Whether the value at this index is an object. */
export const isObject = (json: Buffer, at: number): boolean => json[at] === openObject
export const isList = (json: Buffer, at: number): boolean => json[at] === openList
