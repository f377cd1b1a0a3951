import { bytes } from './bytes.js'
import { skipPlain } from './skip-plain.js'

const { backslash, closeList, closeObject, comma, openList, openObject, quote } = bytes

/** More than any documented request needs. Deeper values could overflow the stack of recursive code. */
const maxNesting = 200
/** More than any documented request needs. One or two bytes of JSON may need fifty bytes of memory. */
const maxValues = 500_000

/** Checks, without parsing it, that a body has not too many levels or values. @returns the fault; undefined: none */
export function shapeFault(json: Buffer): string | undefined {
  let depth = 0
  let values = 0
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]
    if (byte === quote) at = closingQuote(json, at + 1)
    else if (byte === openList || byte === openObject) {
      depth += 1
      values += 1
      if (depth > maxNesting) return `it nests deeper than ${maxNesting} levels`
    } else if (byte === closeList || byte === closeObject) depth -= 1
    else if (byte === comma) values += 1
    if (values > maxValues) return `it has more than ${maxValues} values`
  }
  return undefined
}

function closingQuote(json: Buffer, at: number): number {
  let next = at
  for (;;) {
    next = skipPlain(json, next)
    const byte = json[next]
    if (byte === quote || byte === undefined) return next
    next += byte === backslash ? 2 : 1
  }
}
