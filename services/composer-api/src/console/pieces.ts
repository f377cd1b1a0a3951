const pieceBytes = 64 * 1024

/** Splits a long text into pieces, so that it is sent no faster than the client reads. */
export function* pieces(text: Buffer): Generator<Buffer> {
  for (let at = 0; at < text.length; at += pieceBytes) yield text.subarray(at, at + pieceBytes)
}
