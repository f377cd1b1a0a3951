import type { Readable } from 'node:stream'
import type { ByteRange } from './byte-range.js'

/**
 * Files that workers upload for their jobs. An upload lands in a private area of its attempt (named by the
 * attempt's token) and becomes readable under the job id only when that attempt is published.
 */
export interface ArtifactStore {
  /**
   * Stores one upload in the attempt's private area, replacing an earlier one of the same name. Streams, without a
   * size limit. When `signal` fires or the source fails, it rejects and leaves nothing of this upload behind.
   * @throws {ArtifactNameError} when `name` is not a plain file name
   */
  stage(
    token: string,
    name: string,
    source: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<{ bytes: number }>

  /**
   * Makes everything staged under `token` readable under `jobId`, in one step, and drops what any other attempt had
   * published there. Repeating it changes nothing; with nothing staged it does nothing.
   */
  publish(token: string, jobId: string): Promise<void>

  /** Drops what was staged under `token`, unfinished uploads included. Published files stay. */
  discard(token: string): Promise<void>

  /** Removes every published file of a job; a job without files is no error. */
  remove(jobId: string): Promise<void>

  /** Opens a published file, or answers undefined when the job has no file of that name. The caller ends the stream. */
  open(jobId: string, name: string, range?: ByteRange): Promise<OpenedArtifact | undefined>

  /** Everything in the store, for maintenance: published jobs, and staging areas nobody touched since `staleBefore`. */
  list(options: { staleBefore: Date }): AsyncIterable<StoredItem>

  /** Rejects when the store cannot be reached or written to; for a start-up check. */
  check(): Promise<void>

  /** Closes idle connections. */
  close(): void
}

export type OpenedArtifact =
  | {
      kind: 'file'
      stream: Readable
      /** Bytes in `stream`. */
      size: number
      /** First and last byte of `stream` within the file; `end` is `start - 1` for an empty file. */
      start: number
      end: number
      /** Bytes of the whole file. */
      total: number
      modifiedAt: Date
    }
  /** The range lies outside the file (HTTP 416). */
  | { kind: 'unsatisfiable'; total: number }
  /** Fetch it there; the address works without credentials for a limited time. */
  | { kind: 'redirect'; url: string }

export type StoredItem = { kind: 'job'; jobId: string } | { kind: 'staging'; token: string; touchedAt: Date }
