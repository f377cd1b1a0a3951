/** The oid of the type `text` in Postgres. */
const textOid = 25

/**
 * A `text[]` of one dimension in the binary format of Postgres (`array_recv`). pg would quote and escape every text
 * twice, which blocks the event loop for requests of many megabytes.
 */
export function textArray(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text))
  const header = [1, 0, textOid, texts.length, 1]
  const size = 4 * (header.length + texts.length) + lengths.reduce((sum, length) => sum + length, 0)
  const array = Buffer.allocUnsafe(size)
  let at = header.reduce((offset, value) => array.writeInt32BE(value, offset), 0)
  texts.forEach((text, index) => {
    at = array.writeInt32BE(lengths[index] ?? 0, at)
    at += array.write(text, at)
  })
  return array
}
