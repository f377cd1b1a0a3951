/** Gives a JSON text in chunks; nothing when there is none. */
export type TextSource = () => AsyncIterable<string>

/**
 * The first of the texts that is an object, in chunks; nothing when none is. A worker may report any JSON value, and the
 * documents have objects where they show it.
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
