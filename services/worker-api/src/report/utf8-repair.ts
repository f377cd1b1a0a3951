import { isUtf8 } from 'node:buffer'

export interface Utf8Repair {
  /** Returns the characters that are complete with these bytes, as valid UTF-8; an incomplete one is held back. */
  write(bytes: Buffer): Buffer
  /** Returns what was held back, as valid UTF-8. */
  end(): Buffer
}

/**
 * Makes valid UTF-8 of a text that comes in chunks. Invalid bytes are replaced by U+FFFD, as Go's decoder does:
 * Postgres accepts only valid UTF-8, and the text is not refused, because a worker sends a result only once.
 */
export function createUtf8Repair(): Utf8Repair {
  let rest: Buffer = Buffer.alloc(0)
  const whole = (bytes: Buffer): Buffer =>
    isUtf8(bytes) ? bytes : Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  return {
    write(bytes) {
      const text = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes
      const end = text.length - incompleteAtEnd(text)
      rest = Buffer.from(text.subarray(end))
      return whole(text.subarray(0, end))
    },
    end() {
      const left = whole(rest)
      rest = Buffer.alloc(0)
      return left
    },
  }
}

/** How many bytes at the end belong to a character that is not complete yet. */
function incompleteAtEnd(text: Buffer): number {
  for (let length = 1; length <= 3 && length <= text.length; length += 1) {
    const byte = text[text.length - length] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return wanted > length ? length : 0
  }
  return 0
}
