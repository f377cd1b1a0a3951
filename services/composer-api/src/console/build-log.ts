import { setImmediate as turn } from 'node:timers/promises'
import { scanLog, type LogPiece } from './log-scanner.js'

/** Reads the result of a build anew, part by part; nothing when there is none. */
export type ResultReader = () => AsyncIterable<string>

/** Where a stage of a build stands in the text of `buildLog`. */
export interface StagePlace {
  pipeline: string
  stage: string
  failed: boolean
  /** Of its heading, from 1. */
  line: number
  /** With the heading. */
  lines: number
}

/** What is read at a time before others have their turn. */
const stepBytes = 256 * 1024

/** osbuild has some tens of them; what is behind that many is in the result only. */
export const mostStages = 10_000

/**
 * What osbuild said in the result of a build, stage after stage, as text: `## <pipeline> <stage>` and its output. Nothing
 * for results without a log. The result is read twice, because a stage tells whether it failed behind its output.
 */
export async function* buildLog(result: ResultReader): AsyncGenerator<string> {
  const places = (await stagePlaces(result)).values()
  let openLine = false
  for await (const piece of piecesOf(result)) {
    if (piece.kind === 'said') {
      yield piece.text
      openLine = !piece.text.endsWith('\n')
    } else if (piece.kind === 'end') {
      if (openLine) yield '\n'
    } else {
      const place = places.next().value
      if (!place) return
      yield heading(place)
      openLine = false
    }
  }
}

/** The stages of that text, at most `mostStages`. */
export async function stagePlaces(result: ResultReader): Promise<StagePlace[]> {
  const places: StagePlace[] = []
  let pipeline = ''
  let line = 1
  let lines = 1
  let openLine = false
  for await (const piece of piecesOf(result)) {
    if (piece.kind === 'said') {
      lines += countLines(piece.text)
      openLine = !piece.text.endsWith('\n')
    } else if (piece.kind === 'stage') {
      if (places.length === mostStages) return places
      pipeline = piece.pipeline
      lines = 1
      openLine = false
    } else {
      if (openLine) lines += 1
      places.push({ pipeline, stage: piece.stage, failed: piece.failed, line, lines })
      line += lines
    }
  }
  return places
}

/** Others have their turn between two pieces of the result, however large the parts are in which it is read. */
async function* piecesOf(result: ResultReader): AsyncGenerator<LogPiece> {
  const scanner = scanLog()
  for await (const part of result()) {
    const bytes = Buffer.from(part)
    for (let at = 0; at < bytes.length; at += stepBytes) {
      yield* scanner.write(bytes.subarray(at, at + stepBytes))
      await turn()
    }
  }
}

const heading = ({ pipeline, stage, failed }: StagePlace): string =>
  `## ${pipeline} ${stage}${failed ? ' (failed)' : ''}\n`

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
