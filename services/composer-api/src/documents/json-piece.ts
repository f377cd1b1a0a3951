/**
 * JSON text, or a reference to (a part of) the stored result of a job, which is inserted unchanged; its `absent` is
 * inserted when there is none.
 */
export type JsonPiece = string | StoredPiece

export interface StoredPiece {
  jobId: string
  absent: string
}

/** The text of the pieces in order. `read` yields the text of a stored piece in chunks, or nothing. */
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
