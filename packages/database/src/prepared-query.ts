import pg, { type Submittable } from 'pg'
import { encodeExecution, encodeParse } from './encode-statement.js'
import { encodeValue } from './encode-value.js'

export interface Statement {
  /** Name of the prepared statement, prepared once for each connection; '': unnamed, prepared each time. */
  name: string
  text: string
  values: readonly unknown[]
}

interface Field {
  name: string
  dataTypeID: number
}

/** How the rows of a statement are read. */
type RowReader = (fields: (string | null)[]) => Record<string, unknown>

/** The parts of a pg connection that a Submittable uses; the types of pg lack them. */
export interface Wire {
  stream: { writable: boolean; cork(): void; uncork(): void; write(bytes: Uint8Array): unknown }
  /**
   * Texts by statement name: `parsedStatements` are prepared, `submittedNamedStatements` are sent but not confirmed.
   */
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
}

/** Row readers by connection and statement name. The columns of a prepared statement do not change. */
const readers = new WeakMap<Wire, Map<string, RowReader>>()

/**
 * One execution of a prepared statement, for `client.query`. It does less work than pg's own query: all messages are
 * one buffer; a long Buffer value is written to the socket without a copy, while pg makes three; columns are described
 * only once for each connection.
 */
export class PreparedQuery implements Submittable {
  readonly name: string
  readonly text: string
  readonly #values: readonly unknown[]
  readonly #rows: Record<string, unknown>[] = []
  #reader: RowReader | undefined
  #wire: Wire | undefined
  #failure: unknown
  callback: (error: unknown, rows?: Record<string, unknown>[]) => void

  constructor({ name, text, values }: Statement, callback: PreparedQuery['callback']) {
    this.name = name
    this.text = text
    this.#values = values
    this.callback = callback
  }

  submit(connection: unknown): Error | null {
    const wire = connection as Wire
    this.#wire = wire
    const values = this.#values.map(encodeValue)
    const known =
      this.name === ''
        ? undefined
        : (wire.parsedStatements[this.name] ?? wire.submittedNamedStatements[this.name])
    if (known !== undefined && known !== this.text)
      return new Error(`Another statement was prepared as '${this.name}'`)
    this.#reader = known === undefined ? undefined : readers.get(wire)?.get(this.name)
    // The connection is being closed; pg then fails this query too.
    if (!wire.stream.writable) return null
    wire.stream.cork()
    if (known === undefined) {
      wire.stream.write(encodeParse(this.name, this.text))
      if (this.name !== '') wire.submittedNamedStatements[this.name] = this.text
    }
    for (const part of encodeExecution(this.name, values, { describe: this.#reader === undefined }))
      wire.stream.write(part)
    wire.stream.uncork()
    return null
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#reader = rowReader(fields)
    if (this.name === '' || !this.#wire) return
    const known = readers.get(this.#wire) ?? new Map<string, RowReader>()
    known.set(this.name, this.#reader)
    readers.set(this.#wire, known)
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    try {
      if (!this.#reader) throw new Error('Postgres sent a row without describing its columns')
      this.#rows.push(this.#reader(fields))
    } catch (error) {
      this.#failure ??= error
    }
  }

  handleError(error: Error): void {
    this.callback(error)
  }

  handleReadyForQuery(): void {
    if (this.#failure === undefined) this.callback(null, this.#rows)
    else this.callback(this.#failure)
  }

  handleCommandComplete(): void {
    // Nothing to do: `handleReadyForQuery` ends the query.
  }

  handleEmptyQuery(): void {
    // Nothing to do, as for a statement without rows.
  }

  handlePortalSuspended(): void {
    this.#failure ??= new Error('Postgres sent only a part of the rows')
  }

  handleCopyInResponse(connection: { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('COPY is not supported')
  }

  handleCopyData(): void {
    this.#failure ??= new Error('COPY is not supported')
  }
}

function rowReader(fields: Field[]): RowReader {
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    parse: pg.types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown,
  }))
  return (texts) => {
    const row: Record<string, unknown> = {}
    for (const [at, { name, parse }] of columns.entries()) {
      const text = texts[at] ?? null
      row[name] = text === null ? null : parse(text)
    }
    return row
  }
}
