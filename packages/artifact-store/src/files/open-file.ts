import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { hasCode } from '@composer/process-kit'
import type { OpenedArtifact } from '../artifact-store.js'
import { type ByteRange, resolveByteRange } from '../byte-range.js'

/** Opens a file or a part of it; undefined if `path` is no regular file. */
export async function openFile(path: string, range?: ByteRange): Promise<OpenedArtifact | undefined> {
  const handle = await openWithoutLinks(path)
  if (!handle) return undefined
  const stats = await handle.stat()
  const total = stats.size
  const span = range ? resolveByteRange(range, total) : { start: 0, end: total - 1 }
  if (!stats.isFile() || !span) {
    await handle.close()
    return stats.isFile() ? { kind: 'unsatisfiable', total } : undefined
  }
  const size = span.end - span.start + 1
  // An empty file has no last byte, so it is read without a range.
  const stream = handle.createReadStream(size === 0 ? {} : span)
  return { kind: 'file', stream, size, ...span, total, modifiedAt: stats.mtime }
}

/**
 * Opens a file, but follows no symbolic link, which is no published file, and does not wait for the writer of a pipe.
 */
async function openWithoutLinks(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ELOOP', 'ENXIO')) return undefined
    throw error
  }
}
