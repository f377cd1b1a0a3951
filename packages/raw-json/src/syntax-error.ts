/** The bytes are not valid JSON. `offset` is the index of the first wrong byte. */
export class JsonSyntaxError extends Error {
  readonly offset: number
  constructor(offset: number, expected: string) {
    super(`Not JSON at byte ${offset}: expected ${expected}`)
    this.name = 'JsonSyntaxError'
    this.offset = offset
  }
}
