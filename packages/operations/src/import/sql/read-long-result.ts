import type { ClientBase } from 'pg'

/** Bytes of a part. */
const partBytes = 1024 * 1024

/**
 * A long result as UTF-8, part by part: never more of it is in memory. The server reads it once; a character may be cut
 * between two parts.
 */
export async function* readLongResult(source: ClientBase, id: string): AsyncIterable<Buffer> {
  await source.query('BEGIN READ ONLY')
  try {
    // Bytes, because to find a character Postgres would have to walk through all before it.
    await source.query(
      `DECLARE parts NO SCROLL CURSOR FOR
       SELECT substring(r.bytes FROM n * ${partBytes} + 1 FOR ${partBytes}) AS part
       FROM (SELECT convert_to(result::text, 'UTF8') AS bytes FROM jobs WHERE id = $1 OFFSET 0) AS r
       CROSS JOIN LATERAL generate_series(0, (octet_length(r.bytes) - 1) / ${partBytes}) AS n`,
      [id],
    )
    for (;;) {
      const { rows } = await source.query<{ part: Buffer }>('FETCH FORWARD 1 FROM parts')
      const [row] = rows
      if (!row) return
      yield row.part
    }
  } finally {
    await source.query('ROLLBACK')
  }
}
