import { parseByteRange } from '@composer/artifact-store'
import type { OpenedArtifact } from '@composer/artifact-store'
import type { ComposerOperations } from '@composer/contracts'
import type { Reply } from '@composer/service-kit'
import { openArtifact } from '../use-cases/open-artifact.js'
import { readOwnGraph } from '../use-cases/read-own-graph.js'
import type { ComposerContext } from '../context.js'
import { artifactOf } from '../documents/artifact-of.js'
import { singleBuild } from '../documents/compose-roles.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** The file that a build left behind: streamed, in parts if asked, or at the address the answer points to. */
export function getComposeDownload({ queue, artifacts }: ComposerContext): Handler<'getComposeDownload'> {
  return async ({ params, principal, req, res }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const build = singleBuild(graph, id)
    const name = artifactOf(build)
    // A range that is only good for a version we cannot compare asks for the whole file (RFC 9110 §13.1.5).
    const range = req.headers['if-range'] === undefined ? parseByteRange(req.headers.range) : undefined
    const artifact = await openArtifact(artifacts, build.id, name, range)
    // Sets the content type by the extension, and encodes names that a header cannot hold.
    if (artifact.kind === 'file') res.attachment(`${id}-${name}`)
    return replyOf(artifact)
  }
}

type Download = Reply<ComposerOperations['getComposeDownload']>

function replyOf(artifact: OpenedArtifact): Download {
  switch (artifact.kind) {
    case 'redirect':
      return { status: 307, headers: { Location: artifact.url } }
    case 'unsatisfiable':
      return { status: 416, headers: { 'Content-Range': `bytes */${artifact.total}` } }
    case 'file':
      return fileReply(artifact)
  }
}

function fileReply(file: Extract<OpenedArtifact, { kind: 'file' }>): Download {
  const isPart = file.size !== file.total
  const headers = {
    'Content-Length': String(file.size),
    'Accept-Ranges': 'bytes',
    'Last-Modified': file.modifiedAt.toUTCString(),
    ...(isPart && { 'Content-Range': `bytes ${file.start}-${file.end}/${file.total}` }),
  }
  return { status: isPart ? 206 : 200, headers, bytes: file.stream }
}
