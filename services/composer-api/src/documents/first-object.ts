/** Yields a JSON text in chunks; yields nothing when there is no text. */
export type TextSource = () => AsyncIterable<string>

/**
 * Yields, in chunks, the first of the texts that is a JSON object; yields nothing when none is. A worker may report any
 * JSON value, while the documents only allow an object in its place.
 */
export async function* firstObject(...sources: TextSource[]): AsyncGenerator<string> {
  for (const source of sources) {
    let begun = false
    for await (const chunk of source()) {
      if (!begun && !chunk.trimStart().startsWith('{')) break
      begun = true
      yield chunk
    }
    if (begun) return
  }
}
