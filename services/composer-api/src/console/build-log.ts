import { setImmediate as turn } from 'node:timers/promises'
import { scanLog, type LogPiece } from './log-scanner.js'

/** Reads the result of a build from the beginning at each call, part by part; yields nothing when there is none. */
export type ResultReader = () => AsyncIterable<string>

/** The place of a stage in the text of `buildLog`. */
export interface StagePlace {
  pipeline: string
  stage: string
  failed: boolean
  /** Line number of its heading, from 1. */
  line: number
  /** Number of its lines, with the heading. */
  lines: number
}

/** Bytes that are read before other work of the event loop has its turn. */
const stepBytes = 256 * 1024

/** A build has some tens of stages. Stages after this many are not listed. */
export const mostStages = 10_000

/**
 * The log in the result of a build as text, stage after stage: a heading `## <pipeline> <stage>`, then the stage's output.
 * Empty for a result without a log. The result is read twice, because a stage says whether it failed after its output.
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

/** The stages in the text of `buildLog`, at most `mostStages`. */
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

/** Scans the result in steps of `stepBytes`, and lets other work of the event loop run between two steps. */
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
