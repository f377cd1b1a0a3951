import { PushScanner } from './push-scanner.js'
import { JsonSyntaxError } from './syntax-error.js'

export interface Piece {
  name: string
  /** The first piece of a value. A name that comes again begins again: the last one counts. */
  begins: boolean
  bytes: Buffer
}

export interface MemberSplitter {
  /** Pieces of the values of the wanted members that are in this chunk; they share its memory. */
  write(chunk: Buffer): Piece[]
  /** @throws JsonSyntaxError when the object is not complete */
  end(): void
}

/**
 * Cuts the values of some members of the top-level object out of a text that comes in chunks, byte for byte. What
 * follows the object is not looked at, and UTF-8 is not checked.
 * @throws JsonSyntaxError, from `write` and `end`
 */
export function splitMembers(names: readonly string[]): MemberSplitter {
  let depth = 0
  let name: string | undefined
  let from: number | undefined
  let begins = false
  let chunk: Buffer = Buffer.alloc(0)
  let pieces: Piece[] = []

  const cut = (behind: number) => {
    if (from === undefined || name === undefined) return
    if (behind > from || begins) pieces.push({ name, begins, bytes: chunk.subarray(from, behind) })
    begins = false
  }
  const scanner = new PushScanner({
    begin(kind, at) {
      depth += 1
      if (depth === 1 && kind !== 'object') throw new JsonSyntaxError(at, 'an object')
      if (depth !== 2 || name === undefined) return
      from = at
      begins = true
    },
    end(at) {
      if (depth === 2) {
        cut(at)
        from = undefined
        name = undefined
      }
      depth -= 1
    },
    wantsNames: () => depth === 1,
    name(found) {
      name = names.includes(found) ? found : undefined
    },
  })
  return {
    write(next) {
      chunk = next
      pieces = []
      scanner.write(next, 'ignore')
      if (from !== undefined) {
        cut(next.length)
        from = 0
      }
      return pieces
    },
    end: () => scanner.end(),
  }
}
