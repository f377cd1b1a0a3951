import { bytes, maxDepth } from './bytes.js'
import { skipPlain } from './skip-plain.js'
import { At, endsNumber, isDigit, nextOfNumber } from './scan-state.js'
import { JsonSyntaxError } from './syntax-error.js'

const { backslash, closeList, closeObject, colon, comma, openList, openObject, quote } = bytes

export type ValueKind = 'object' | 'list' | 'scalar'

/** Callbacks of a scanner. Indexes are relative to the chunk that is being written. */
export interface ScanHandler {
  /** A value begins at this index. */
  begin(kind: ValueKind, at: number): void
  /** The innermost open value ended before this index; 0: it ended with the previous chunk. */
  end(at: number): void
  /** Returns whether `name` is to be called for the members of the innermost open value. */
  wantsNames(): boolean
  /** The name of the member whose value follows. */
  name(name: string): void
}

/** Longest name that is kept, in bytes; a longer one is refused. The names that callers look for are short. */
const maxNameBytes = 64 * 1024

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/**
 * Checks a JSON text that arrives in chunks, in one pass, and reports where values begin and end. Its memory grows only
 * with the depth of nesting. It accepts exactly what JSON.parse accepts, down to `maxDepth` levels.
 */
export class PushScanner {
  readonly #handler: ScanHandler
  /** The closing byte of each open container. */
  readonly #open: number[] = []
  #at: At = At.Value
  /** Number of bytes before the current chunk. */
  #passed = 0
  #isName = false
  #nameParts: Buffer[] | undefined
  #nameStart = 0
  #nameBytes = 0
  #hexLeft = 0
  #word = ''
  #wordAt = 0

  constructor(handler: ScanHandler) {
    this.#handler = handler
  }

  /** Whether the first value of the text is complete. */
  get done(): boolean {
    return this.#at === At.Done
  }

  /**
   * Scans the next chunk.
   * @param trailing 'ignore' stops after the first value
   * @throws JsonSyntaxError
   */
  write(chunk: Buffer, trailing: 'refuse' | 'ignore' = 'refuse'): void {
    let index = 0
    while (index < chunk.length) {
      if (this.#at === At.Done && trailing === 'ignore') return
      index = this.#at === At.Text ? this.#skipText(chunk, index) : this.#step(chunk, index)
    }
    if (this.#nameParts) this.#keepName(chunk, chunk.length)
    this.#passed += chunk.length
    this.#nameStart = 0
  }

  /** Call after the last chunk. @throws JsonSyntaxError if the text is not complete */
  end(): void {
    if (this.#open.length === 0 && endsNumber(this.#at)) this.#endValue(0)
    if (this.#at !== At.Done) this.#fail(0, 'more of the text')
  }

  #skipText(chunk: Buffer, from: number): number {
    const index = skipPlain(chunk, from)
    if (index >= chunk.length) return chunk.length
    const byte = chunk[index]
    if (byte === quote) this.#endText(chunk, index + 1)
    else if (byte === backslash) this.#at = At.Escape
    else this.#fail(index, 'no control character in a string')
    return index + 1
  }

  /** Handles one byte. @returns the index of the next byte: the same index if this byte only ends a number */
  #step(chunk: Buffer, index: number): number {
    const byte = chunk[index] ?? 0
    switch (this.#at) {
      case At.Escape:
        this.#escape(byte, index)
        return index + 1
      case At.Hex:
        if (!/[0-9a-fA-F]/.test(String.fromCharCode(byte))) this.#fail(index, 'a hexadecimal digit')
        this.#hexLeft -= 1
        if (this.#hexLeft === 0) this.#at = At.Text
        return index + 1
      case At.Word:
        if (byte !== this.#word.charCodeAt(this.#wordAt)) this.#fail(index, 'a value')
        this.#wordAt += 1
        if (this.#wordAt === this.#word.length) this.#endValue(index + 1)
        return index + 1
      case At.Minus:
      case At.Zero:
      case At.Digits:
      case At.Point:
      case At.Fraction:
      case At.Exponent:
      case At.Sign:
      case At.Power:
        return this.#number(byte, index)
      default:
        break
    }
    if (isSpace(byte)) return index + 1
    switch (this.#at) {
      case At.ElementOrEnd:
        if (byte === closeList) this.#close(index)
        else this.#beginValue(byte, index)
        break
      case At.NameOrEnd:
        if (byte === closeObject) this.#close(index)
        else this.#beginName(byte, index)
        break
      case At.Name:
        this.#beginName(byte, index)
        break
      case At.Colon:
        if (byte !== colon) this.#fail(index, 'a colon')
        this.#at = At.Value
        break
      case At.CommaOrEnd:
        this.#next(byte, index)
        break
      case At.Done:
        this.#fail(index, 'the end of the text')
        break
      default:
        this.#beginValue(byte, index)
    }
    return index + 1
  }

  #beginValue(byte: number, index: number): void {
    if (byte === openObject || byte === openList) {
      if (this.#open.length >= maxDepth) this.#fail(index, `at most ${maxDepth} levels`)
      this.#handler.begin(byte === openObject ? 'object' : 'list', index)
      this.#open.push(byte === openObject ? closeObject : closeList)
      this.#at = byte === openObject ? At.NameOrEnd : At.ElementOrEnd
      return
    }
    this.#at = this.#scalarState(byte, index)
    this.#handler.begin('scalar', index)
  }

  #scalarState(byte: number, index: number): At {
    if (byte === quote) {
      this.#isName = false
      return At.Text
    }
    if (byte === 0x2d) return At.Minus
    if (byte === 0x30) return At.Zero
    if (isDigit(byte)) return At.Digits
    const word = byte === 0x74 ? 'true' : byte === 0x66 ? 'false' : byte === 0x6e ? 'null' : undefined
    if (word === undefined) return this.#fail(index, 'a value')
    this.#word = word
    this.#wordAt = 1
    return At.Word
  }

  #beginName(byte: number, index: number): void {
    if (byte !== quote) this.#fail(index, 'a string')
    this.#isName = true
    this.#at = At.Text
    if (!this.#handler.wantsNames()) return
    this.#nameParts = []
    this.#nameStart = index
    this.#nameBytes = 0
  }

  #endText(chunk: Buffer, behind: number): void {
    if (!this.#isName) {
      this.#endValue(behind)
      return
    }
    this.#at = At.Colon
    if (!this.#nameParts) return
    this.#keepName(chunk, behind)
    this.#handler.name(JSON.parse(Buffer.concat(this.#nameParts).toString()) as string)
    this.#nameParts = undefined
  }

  #keepName(chunk: Buffer, behind: number): void {
    this.#nameBytes += behind - this.#nameStart
    if (this.#nameBytes > maxNameBytes) this.#fail(behind, `a name of at most ${maxNameBytes} bytes`)
    // A copy, because the caller may reuse the memory of the chunk.
    this.#nameParts?.push(Buffer.from(chunk.subarray(this.#nameStart, behind)))
  }

  #escape(byte: number, index: number): void {
    if (byte === 0x75) {
      this.#hexLeft = 4
      this.#at = At.Hex
    } else if ('"\\/bfnrt'.includes(String.fromCharCode(byte))) this.#at = At.Text
    else this.#fail(index, 'an escape')
  }

  #number(byte: number, index: number): number {
    const next = nextOfNumber(this.#at, byte)
    if (next !== undefined) {
      this.#at = next
      return index + 1
    }
    if (!endsNumber(this.#at)) this.#fail(index, this.#at === At.Minus ? 'a value' : 'a digit')
    this.#endValue(index)
    return index
  }

  #next(byte: number, index: number): void {
    const close = this.#open.at(-1)
    if (byte === close) this.#close(index)
    else if (byte === comma) this.#at = close === closeObject ? At.Name : At.Value
    else this.#fail(index, `a comma or the end of ${close === closeObject ? 'an object' : 'a list'}`)
  }

  #close(index: number): void {
    this.#open.pop()
    this.#endValue(index + 1)
  }

  #endValue(behind: number): void {
    this.#at = this.#open.length === 0 ? At.Done : At.CommaOrEnd
    this.#handler.end(behind)
  }

  #fail(index: number, expected: string): never {
    throw new JsonSyntaxError(this.#passed + index, expected)
  }
}
