/** Longer lines are cut into pieces: the viewer measures lines as they are drawn. */
const lineLimit = 2000

/** A text by lines as they are shown. */
export interface TextLines {
  lines: string[]
  /** The shown line that a line of the text begins with; both count from 1. */
  shownAt(line: number): number
}

/**
 * Reads a text as it comes, so that the page goes on between two pieces.
 * @throws Error when the server does not answer with the text
 */
export async function readLines(address: string, signal: AbortSignal): Promise<TextLines> {
  const response = await fetch(address, { signal })
  if (!response.ok || !response.body) throw new Error(`The server answered ${response.status}`)
  const made = new LineBuilder()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return made.end()
    made.add(value)
  }
}

class LineBuilder {
  readonly #lines: string[] = []
  /** Of each line of the text that was cut: its number, and how many more pieces than lines there are up to its end. */
  readonly #cuts: { line: number; more: number }[] = []
  #line = 1
  /** Of the line that is being read. */
  #pieces = 0
  #rest = ''

  add(text: string): void {
    const parts = (this.#rest + text).split('\n')
    const last = parts.pop() ?? ''
    for (const part of parts) this.#endLine(part)
    this.#rest = this.#cut(last)
  }

  end(): TextLines {
    if (this.#rest !== '') this.#endLine(this.#rest)
    const cuts = this.#cuts
    return {
      lines: this.#lines,
      shownAt: (line) => line + (cuts.findLast((cut) => cut.line < line)?.more ?? 0),
    }
  }

  #endLine(text: string): void {
    this.#push(this.#cut(text))
    const before = this.#cuts.at(-1)?.more ?? 0
    if (this.#pieces > 1) this.#cuts.push({ line: this.#line, more: before + this.#pieces - 1 })
    this.#pieces = 0
    this.#line += 1
  }

  /** Pushes what is more than a piece can hold. @returns the rest */
  #cut(text: string): string {
    let at = 0
    for (; text.length - at > lineLimit; at += lineLimit) this.#push(text.slice(at, at + lineLimit))
    return text.slice(at)
  }

  #push(piece: string): void {
    this.#lines.push(piece)
    this.#pieces += 1
  }
}
