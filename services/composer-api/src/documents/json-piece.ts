/** JSON text, or (part of) the stored result of a job that goes there as it is; `absent` when there is none. */
export type JsonPiece = string | StoredPiece

export interface StoredPiece {
  jobId: string
  absent: string
}

/** The text of the pieces in order. `read` gives the text of a stored one in chunks, or nothing. */
export async function* joinPieces(
  pieces: JsonPiece[],
  read: (jobId: string) => AsyncIterable<string | Buffer>,
): AsyncGenerator<string | Buffer> {
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      yield piece
      continue
    }
    let empty = true
    for await (const chunk of read(piece.jobId)) {
      empty = false
      yield chunk
    }
    if (empty) yield piece.absent
  }
}
