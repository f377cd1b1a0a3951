/** The type `text` among those of Postgres. */
const textOid = 25

/**
 * A `text[]` of one dimension as Postgres sends and takes it in binary (`array_recv`). The client's own way quotes every
 * text twice over, which for a request of many megabytes stops the event loop for a while.
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
