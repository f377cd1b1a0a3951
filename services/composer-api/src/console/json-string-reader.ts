import { StringDecoder } from 'node:string_decoder'

/** Reads the next bytes of a value; `last` says that it ends with them. */
export type JsonStringReader = (bytes: Buffer, last: boolean) => string

/**
 * Reads a string of a JSON text, quotes included, whose bytes come in pieces that are cut anywhere: what they add to the
 * string, in whole characters. Of a value that is no string nothing. The text is one that was checked.
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

/** Where the escapes at the end begin that go on in the next piece: half of one, or one half of a pair. */
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
