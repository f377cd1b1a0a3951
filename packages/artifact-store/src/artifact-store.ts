import type { Readable } from 'node:stream'
import type { ByteRange } from './byte-range.js'

/**
 * Files that workers upload for their jobs. An upload lands in a private area of its attempt (named by the
 * attempt's token) and becomes readable under the job id only when that attempt is published.
 */
export interface ArtifactStore {
  /**
   * Stores one upload in the attempt's private area, replacing an earlier one with the same name. The data is streamed
   * and has no size limit. If `signal` fires or the source fails, the promise rejects and nothing of this upload is
   * kept.
   * @throws {ArtifactNameError} when `name` is not a plain file name
   */
  stage(
    token: string,
    name: string,
    source: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<{ bytes: number }>

  /**
   * Makes all files staged under `token` readable under `jobId`, in one step, and removes files that another attempt
   * has published there. Idempotent; without staged files it does nothing.
   */
  publish(token: string, jobId: string): Promise<void>

  /** Removes all files staged under `token`, unfinished uploads included. Published files stay. */
  discard(token: string): Promise<void>

  /** Removes all published files of a job; a job without files is no error. */
  remove(jobId: string): Promise<void>

  /**
   * Opens a published file; undefined if the job has no file with this name. The caller must read or destroy the
   * stream.
   */
  open(jobId: string, name: string, range?: ByteRange): Promise<OpenedArtifact | undefined>

  /** Lists the store for maintenance: all published jobs, and staging areas not changed since `staleBefore`. */
  list(options: { staleBefore: Date }): AsyncIterable<StoredItem>

  /** For the start: rejects if the store cannot be reached or written to. */
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
  /** The client must fetch the file from `url`, which works without credentials for a limited time. */
  | { kind: 'redirect'; url: string }

export type StoredItem = { kind: 'job'; jobId: string } | { kind: 'staging'; token: string; touchedAt: Date }
