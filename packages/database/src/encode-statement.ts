/** Frames of the extended query protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */

/** In bytes. A longer value is not copied into the frame; it is written as a buffer of its own. */
const copiedUpTo = 16 * 1024

/** Describe the unnamed portal. */
const describePortal = frame('D', Buffer.from('P\0'))
/** Execute the unnamed portal for all its rows, and end the transaction. */
const executeAndSync = Buffer.concat([frame('E', Buffer.from('\0\0\0\0\0')), frame('S', Buffer.alloc(0))])

function frame(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind, 'latin1')
  head.writeInt32BE(content.length + 4, 1)
  return Buffer.concat([head, content])
}

/** Parse message: prepares `text` with this name. Postgres infers the types of the parameters. */
export const encodeParse = (name: string, text: string): Buffer =>
  frame('P', Buffer.from(`${name}\0${text}\0\0\0`))

/**
 * The messages Bind, Describe, Execute and Sync, as buffers to be written in this order.
 * @param values strings in text format, and Buffers in the binary format of their type: for `text` and `bytea` the
 *   bytes
 */
export function encodeExecution(
  name: string,
  values: readonly (string | Buffer | null)[],
  { describe }: { describe: boolean },
): Buffer[] {
  const lengths = values.map((value) =>
    value === null ? -1 : typeof value === 'string' ? Buffer.byteLength(value) : value.length,
  )
  const nameBytes = Buffer.byteLength(name)
  // Kind, length, portal, name, formats and their count, count of values, their lengths, formats of the columns.
  const head = 5 + 1 + nameBytes + 1 + 2 + 2 * values.length + 2
  const content = lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), 0)
  const separate = values.reduce(
    (sum, value) => sum + (Buffer.isBuffer(value) && isSeparate(value) ? value.length : 0),
    0,
  )
  const behind = describe ? [describePortal, executeAndSync] : [executeAndSync]
  const rest = behind.reduce((sum, { length }) => sum + length, 0)
  const own = Buffer.allocUnsafe(head + content - separate + 2 + rest)
  const parts: Buffer[] = []
  let at = own.write('B', 'latin1')
  at = own.writeInt32BE(head - 1 + content + 2, at)
  at = own.writeUInt8(0, at)
  at += own.write(name, at)
  at = own.writeUInt8(0, at)
  at = own.writeInt16BE(values.length, at)
  for (const value of values) at = own.writeInt16BE(Buffer.isBuffer(value) ? 1 : 0, at)
  at = own.writeInt16BE(values.length, at)
  let written = 0
  for (const [index, value] of values.entries()) {
    at = own.writeInt32BE(lengths[index] ?? -1, at)
    if (value === null) continue
    if (typeof value === 'string') at += own.write(value, at)
    else if (isSeparate(value)) {
      parts.push(own.subarray(written, at), value)
      written = at
    } else at += value.copy(own, at)
  }
  // One format code for all result columns: text.
  at = own.writeInt16BE(0, at)
  for (const part of behind) at += part.copy(own, at)
  parts.push(own.subarray(written, at))
  return parts
}

const isSeparate = (bytes: Buffer): boolean => bytes.length > copiedUpTo
