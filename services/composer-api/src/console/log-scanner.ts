import { PushScanner, type ScanHandler, type ValueKind } from '@composer/raw-json'
import { jsonStringReader } from './json-string-reader.js'

/** A part of the log in a build's result; parts come in the order of the text. */
export type LogPiece =
  | { kind: 'stage'; pipeline: string }
  /** A part of the output of the stage; it may begin and end anywhere. */
  | { kind: 'said'; text: string }
  | { kind: 'end'; stage: string; failed: boolean }

export interface LogScanner {
  /** Takes the next bytes of the result; returns the pieces found in them. */
  write(chunk: Buffer): LogPiece[]
}

/** Bytes. The stages of osbuild have shorter names. */
const mostTypeBytes = 1024

/** The kind that a value must have at each level of `osbuild_output.log.<pipeline>[].<member>`; others are skipped. */
const kinds: readonly ValueKind[] = ['object', 'object', 'object', 'list', 'object', 'scalar']
const names: readonly (readonly string[] | undefined)[] = [
  undefined,
  ['osbuild_output'],
  ['log'],
  undefined,
  undefined,
  ['type', 'output', 'success'],
]
const pipelineDepth = 4
const stageDepth = 5
const memberDepth = 6

/**
 * Reads the log in a build's result chunk by chunk, in the memory of one chunk: a result may have hundreds of MiB.
 * @throws JsonSyntaxError, from `write`
 */
export function scanLog(): LogScanner {
  let depth = 0
  /** How many levels of the path match the current position. */
  let matched = 0
  let name = ''
  let pipeline = ''
  let stage = ''
  let failed = false
  let member = ''
  let from = 0
  let chunk: Buffer = Buffer.alloc(0)
  let pieces: LogPiece[] = []
  let kept: Buffer[] = []
  let keptBytes = 0
  let said = jsonStringReader()

  const take = (behind: number, last: boolean) => {
    const bytes = chunk.subarray(from, behind)
    if (member === 'output') {
      const text = said(bytes, last)
      if (text !== '') pieces.push({ kind: 'said', text })
      return
    }
    keptBytes += bytes.length
    if (keptBytes <= mostTypeBytes) kept.push(Buffer.from(bytes))
  }
  const endMember = (behind: number) => {
    take(behind, true)
    if (member === 'output') return
    const value: unknown = keptBytes <= mostTypeBytes ? JSON.parse(Buffer.concat(kept).toString()) : undefined
    if (member === 'success') failed = value === false
    else stage = typeof value === 'string' ? value : ''
  }
  const handler: ScanHandler = {
    begin(kind, at) {
      depth += 1
      if (matched !== depth - 1) return
      if (names[matched] && !names[matched]?.includes(name)) return
      if (depth === stageDepth) {
        pieces.push({ kind: 'stage', pipeline })
        stage = ''
        failed = false
      }
      if (kind !== kinds[matched]) return
      matched = depth
      if (depth === pipelineDepth) pipeline = name
      if (depth !== memberDepth) return
      member = name
      from = at
      kept = []
      keptBytes = 0
      said = jsonStringReader()
    },
    end(at) {
      if (matched === depth) {
        if (depth === memberDepth) endMember(at)
        matched -= 1
      }
      if (depth === stageDepth && matched === stageDepth - 1) pieces.push({ kind: 'end', stage, failed })
      depth -= 1
    },
    wantsNames: () => matched === depth,
    name(found) {
      name = found
    },
  }
  const scanner = new PushScanner(handler)
  return {
    write(next) {
      chunk = next
      pieces = []
      scanner.write(next)
      if (matched === memberDepth) take(next.length, false)
      from = 0
      return pieces
    },
  }
}
