import { PushScanner } from './push-scanner.js'
import { JsonSyntaxError } from './syntax-error.js'

export interface Piece {
  name: string
  /**
   * Whether this is the first piece of a value. If a name occurs again, its value begins again: the last one counts.
   */
  begins: boolean
  bytes: Buffer
}

export interface MemberSplitter {
  /** Returns the pieces of the wanted values in this chunk; they share its memory. @throws JsonSyntaxError */
  write(chunk: Buffer): Piece[]
  /** Call after the last chunk. @throws JsonSyntaxError if the object is not complete */
  end(): void
}

/**
 * Cuts the values of some members of the top-level object out of a text that arrives in chunks, byte for byte. What
 * follows the object is ignored, and UTF-8 is not checked.
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
