const pieceBytes = 64 * 1024

/** A long text in pieces, which are sent as fast as the reader takes them. */
export function* pieces(text: Buffer): Generator<Buffer> {
  for (let at = 0; at < text.length; at += pieceBytes) yield text.subarray(at, at + pieceBytes)
}
