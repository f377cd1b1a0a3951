/** The bytes are no JSON text; `offset` is the place of the first one that does not fit. */
export class JsonSyntaxError extends Error {
  readonly offset: number
  constructor(offset: number, expected: string) {
    super(`Not JSON at byte ${offset}: expected ${expected}`)
    this.name = 'JsonSyntaxError'
    this.offset = offset
  }
}
