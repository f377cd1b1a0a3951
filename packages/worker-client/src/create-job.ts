import { findMembers } from '@composer/raw-json'
import type { ChildJob, Job } from './job.js'
import { encode } from './raw-json.js'
import { reportResult } from './report-result.js'
import type { Transport } from './transport.js'
import { uploadArtifact } from './upload-artifact.js'
import { WorkerApiError } from './worker-api-error.js'

/** Body of the answer to `POST jobs`. */
interface RequestedJob {
  id: string
  type: string
  location: string
  artifact_location: string
  compose_id?: string
  args?: unknown
  dynamic_args?: unknown[]
}

/** Time limit of a release, in milliseconds: short, because the process is about to end. */
const RELEASE_MS = 5_000

/** Makes a job from the answer `text` of `POST jobs`; its methods use the job's token. */
export function createJob(transport: Transport, text: string, timeoutMs: number): Job {
  const wire = parse(text)
  const path = wire.location
  return {
    id: wire.id,
    type: wire.type,
    composeId: wire.compose_id,
    args: wire.args ?? {},
    dynamicArgs: wire.dynamic_args ?? [],
    text,

    async heartbeat(signal) {
      const answer = await transport.send({ method: 'GET', path, signal, timeoutMs })
      if (answer.status === 404) return 'lost'
      if (answer.status !== 200) throw new WorkerApiError('GET jobs/{token}', answer.status, answer.text)
      return (JSON.parse(answer.text) as { canceled?: unknown }).canceled === true ? 'cancelled' : 'running'
    },

    async depsolve(args, signal) {
      const answer = await transport.send({ method: 'POST', path: `${path}/depsolve`, json: args, signal })
      if (answer.status !== 200 && answer.status !== 202)
        throw new WorkerApiError('POST jobs/{token}/depsolve', answer.status, answer.text)
      return childIn(answer.text)
    },

    async release(signal) {
      const answer = await transport.send({
        method: 'POST',
        path: `${path}/release`,
        signal,
        timeoutMs: Math.min(timeoutMs, RELEASE_MS),
      })
      if (answer.status === 400 || answer.status === 404) return 'over'
      if (answer.status !== 204)
        throw new WorkerApiError('POST jobs/{token}/release', answer.status, answer.text)
      return 'released'
    },

    async sendProgress(progress, signal) {
      const json = JSON.stringify({ partial: { progress } })
      const answer = await transport.send({ method: 'PATCH', path, json, signal, timeoutMs })
      if (answer.status !== 200) throw new WorkerApiError('PATCH jobs/{token}', answer.status, answer.text)
    },

    upload(name, open, signal) {
      const target = wire.artifact_location + encodeURIComponent(name)
      return uploadArtifact(transport, { method: 'PUT', path: target, stream: open, signal })
    },

    report: (result, signal) =>
      reportResult(transport, { method: 'PATCH', path, json: `{"result":${encode(result)}}`, signal }),
  }
}

/** Reads the answer. The result is kept as text: it may have tens of megabytes. */
function childIn(text: string): ChildJob {
  const bytes = Buffer.from(text)
  const spans = findMembers(bytes, ['id', 'state', 'result'])
  const textOf = (name: string) => {
    const span = spans.get(name)
    return span && bytes.toString('utf8', span.start, span.end)
  }
  const { id, state } = JSON.parse(
    `{"id":${textOf('id') ?? null},"state":${textOf('state') ?? null}}`,
  ) as ChildJob
  if (typeof id !== 'string' || typeof state !== 'string')
    throw new TypeError('POST jobs/{token}/depsolve was answered without a state')
  return { id, state, result: textOf('result') }
}

function parse(text: string): RequestedJob {
  const wire = JSON.parse(text) as Partial<RequestedJob>
  for (const key of ['id', 'type', 'location', 'artifact_location'] as const) {
    if (typeof wire[key] !== 'string') throw new TypeError(`POST jobs was answered without ${key}`)
  }
  return wire as RequestedJob
}
