import { PushScanner, type ScanHandler, type ValueKind } from './push-scanner.js'
import { isListSelection, SelectionTooLargeError, setMember, type Selection } from './read-selected.js'

/** Estimated memory of an object, a list or a name without its content, in bytes. */
const nodeCost = 32

interface Frame {
  /** Undefined: nothing in it is wanted. */
  selection: Exclude<Selection, true> | undefined
  value: unknown
  /** Name of the member whose value follows. */
  name: string
}

export interface Selector {
  /** Takes the next bytes of the text (UTF-8). A chunk may end anywhere, even inside a character, and is not kept. */
  write(chunk: Buffer): void
  /** Call after the last chunk. @returns the selected parts. @throws JsonSyntaxError if the text is not complete */
  end(): unknown
}

/**
 * Does the same as `readSelected` for a text that arrives in chunks, in one pass, with the memory of the selected
 * parts.
 * @param options.maxBytes limit of the estimated memory of what is built, for texts of unknown origin
 * @throws JsonSyntaxError, SelectionTooLargeError, from `write` and `end`
 */
export function createSelector(
  selection: Selection,
  { maxBytes = Number.MAX_SAFE_INTEGER }: { maxBytes?: number } = {},
): Selector {
  const frames: Frame[] = []
  let chunk: Buffer = Buffer.alloc(0)
  let depth = 0
  let built = 0
  let result: unknown
  /** Depth of the value that is being taken as a whole or skipped; undefined: there is none. */
  let insideOf: number | undefined
  let captured: Buffer[] | undefined
  let captureFrom = 0

  const spend = (bytes: number) => {
    built += bytes
    if (built > maxBytes) throw new SelectionTooLargeError(maxBytes)
  }
  const wanted = (): Selection | undefined => {
    const frame = frames.at(-1)
    if (!frame) return selection
    if (!frame.selection) return undefined
    if (isListSelection(frame.selection)) return frame.selection[0]
    return Object.hasOwn(frame.selection, frame.name) ? frame.selection[frame.name] : frame.selection['*']
  }
  const put = (value: unknown) => {
    const frame = frames.at(-1)
    if (!frame) result = value
    else if (Array.isArray(frame.value)) frame.value.push(value)
    else setMember(frame.value as object, frame.name, value)
  }
  const capture = (behind: number) => {
    spend(behind - captureFrom)
    captured?.push(Buffer.from(chunk.subarray(captureFrom, behind)))
  }
  const begin = (kind: ValueKind, at: number) => {
    depth += 1
    if (insideOf !== undefined) return
    const of = wanted()
    if (of === undefined) {
      insideOf = depth
    } else if (of === true || kind === 'scalar') {
      insideOf = depth
      captured = []
      captureFrom = at
    } else {
      // A container of another kind than selected is returned empty, so that the caller can still see its kind.
      const fits = isListSelection(of) === (kind === 'list')
      const value: unknown = kind === 'list' ? [] : {}
      spend(nodeCost)
      put(value)
      if (fits) frames.push({ selection: of, value, name: '' })
      else insideOf = depth
    }
  }
  const end = (at: number) => {
    depth -= 1
    if (insideOf === undefined) frames.pop()
    else if (insideOf === depth + 1) {
      insideOf = undefined
      if (!captured) return
      capture(at)
      const text = Buffer.concat(captured).toString()
      captured = undefined
      put(JSON.parse(text))
    }
  }
  const handler: ScanHandler = {
    begin,
    end,
    wantsNames: () => insideOf === undefined,
    name(name) {
      const frame = frames.at(-1)
      if (frame) frame.name = name
    },
  }
  const scanner = new PushScanner(handler)
  return {
    write(next) {
      chunk = next
      scanner.write(next)
      if (captured) capture(next.length)
      captureFrom = 0
    },
    end() {
      chunk = Buffer.alloc(0)
      scanner.end()
      return result
    },
  }
}
