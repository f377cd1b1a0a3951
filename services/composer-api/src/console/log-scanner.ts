import { PushScanner, type ScanHandler, type ValueKind } from '@composer/raw-json'
import { jsonStringReader } from './json-string-reader.js'

/** What stands in a build's result about its log, in the order of the text. */
export type LogPiece =
  | { kind: 'stage'; pipeline: string }
  /** A part of what osbuild said in the stage, however it was cut. */
  | { kind: 'said'; text: string }
  | { kind: 'end'; stage: string; failed: boolean }

export interface LogScanner {
  /** The pieces in the next bytes of the result. */
  write(chunk: Buffer): LogPiece[]
}

/** A longer name of a stage is no name of osbuild's. */
const mostTypeBytes = 1024

/** What the level of a value has to be for those in it to be read: `osbuild_output.log.<pipeline>[].<member>`. */
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
 * Reads the log in a build's result that comes in chunks, with the memory of one chunk: results may have hundreds of MiB.
 * @throws JsonSyntaxError, from `write`
 */
export function scanLog(): LogScanner {
  let depth = 0
  /** Levels of the path on which the scanner is. */
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
