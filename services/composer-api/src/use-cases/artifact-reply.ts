import type { IncomingMessage } from 'node:http'
import { parseByteRange, type ByteRange, type OpenedArtifact } from '@composer/artifact-store'

type FileReply = { status: 200 | 206; headers: Record<string, string>; bytes: AsyncIterable<Uint8Array> }
type OtherReply = { status: 307 | 416; headers: Record<string, string> }

/**
 * The `Range` header. With `If-Range` the whole file is sent: this service has no version to compare it with (RFC 9110
 * §13.1.5).
 */
export const rangeOf = ({ headers }: Pick<IncomingMessage, 'headers'>): ByteRange | undefined =>
  headers['if-range'] === undefined ? parseByteRange(headers.range) : undefined

/** The answer for an opened artifact: the file or a part of it, a redirect to it, or 416. */
export function artifactReply(artifact: OpenedArtifact): FileReply | OtherReply {
  switch (artifact.kind) {
    case 'redirect':
      return { status: 307, headers: { Location: artifact.url } }
    case 'unsatisfiable':
      return { status: 416, headers: { 'Content-Range': `bytes */${artifact.total}` } }
    case 'file':
      return fileReply(artifact)
  }
}

function fileReply(file: Extract<OpenedArtifact, { kind: 'file' }>): FileReply {
  const isPart = file.size !== file.total
  const headers = {
    'Content-Length': String(file.size),
    'Accept-Ranges': 'bytes',
    'Last-Modified': file.modifiedAt.toUTCString(),
    ...(isPart && { 'Content-Range': `bytes ${file.start}-${file.end}/${file.total}` }),
  }
  return { status: isPart ? 206 : 200, headers, bytes: file.stream }
}
