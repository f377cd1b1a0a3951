import { StringDecoder } from 'node:string_decoder'

/**
 * Reads the next bytes of a value and returns the characters they complete; `last`: the value ends with these bytes.
 */
export type JsonStringReader = (bytes: Buffer, last: boolean) => string

/**
 * Decodes a JSON string that arrives in pieces of bytes, quotes included; the pieces may be cut anywhere. Only complete
 * characters are returned. For a value that is no string, '' is returned. The JSON text must be valid.
 */
export function jsonStringReader(): JsonStringReader {
  const decoder = new StringDecoder()
  let rest = '"'
  let isString: boolean | undefined
  return (bytes, last) => {
    const decoded = decoder.write(bytes)
    if (decoded !== '' && isString === undefined) {
      isString = decoded.startsWith('"')
      rest = ''
    }
    if (!isString) return ''
    const text = rest + decoded
    const end = last ? text.length : endOfWhole(text)
    rest = `"${text.slice(end)}`
    return JSON.parse(last ? text : `${text.slice(0, end)}"`) as string
  }
}

/**
 * The index from which `text` must be kept for the next piece: an incomplete escape, or half a surrogate pair, begins
 * there.
 */
function endOfWhole(text: string): number {
  let end = text.length
  for (const goesOn of [/^\\(u[\da-f]{0,3}|ud[89ab][\da-f]{2})?$/i, /^\\ud[89ab][\da-f]{2}$/i]) {
    const at = text.lastIndexOf('\\', end - 1)
    if (end === 0 || at < end - 6 || at === -1) return end
    let backslashes = 1
    while (text[at - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0 || !goesOn.test(text.slice(at, end))) return end
    end = at
  }
  return end
}
