/**
 * JSON text that is sent unchanged, for results that must not be encoded again because of 64-bit integers, the format
 * of numbers, or their size.
 */
export class RawJson {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** JSON text of a value; `RawJson` members on the first two levels keep their text. */
export function encode(value: unknown): string {
  return encodeDeep(value, 2)
}

function encodeDeep(value: unknown, depth: number): string {
  if (value instanceof RawJson) return value.text
  if (depth === 0 || !isPlainObject(value)) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${encodeDeep(member, depth - 1)}`).join(',')}}`
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value)
}
