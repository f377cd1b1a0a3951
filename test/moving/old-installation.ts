import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { randomUUID } from 'node:crypto'
import { startServer } from '@composer/testkit'

export const OLD_PATHS = {
  composer: '/api/image-builder-composer/v2',
  worker: '/api/image-builder-worker/v1',
}

/** What stands for an installation of the reference: both of its APIs in one server, with ids of version 4. */
export interface OldInstallation {
  port: number
  /** Every request that arrived, as `GET /composes/…`, with whose token. */
  arrived: { request: string; authorization: string | undefined }[]
  /** A compose that it knows. */
  compose: string
  /** A job that it has handed out. */
  token: string
  close(): Promise<void>
}

export async function startOldInstallation(): Promise<OldInstallation> {
  const compose = randomUUID()
  const token = randomUUID()
  const arrived: OldInstallation['arrived'] = []
  const server = await startServer((req, res) => {
    void answerOf(req, compose, token).then(([status, body]) => {
      const request = `${req.method} ${(req.url ?? '').replace(/^\/api\/[^/]+\/v\d/, '')}`
      arrived.push({ request, authorization: req.headers.authorization })
      res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  return { port: server.port, arrived, compose, token, close: () => server.close() }
}

async function answerOf(
  req: IncomingMessage,
  compose: string,
  token: string,
): Promise<[status: number, body: object]> {
  await text(req)
  const { composer, worker } = OLD_PATHS
  const composePath = `${composer}/composes/${compose}`
  const job = `${worker}/jobs/${randomUUID()}`
  switch (`${req.method} ${req.url}`) {
    case `POST ${composer}/compose`:
    case `POST ${composePath}/clone`:
      return [201, { id: randomUUID() }]
    case `GET ${composePath}`:
    case `GET ${composePath}/logs`:
    case `HEAD ${composePath}`:
    case `DELETE ${composePath}`:
      return [200, { id: compose, status: 'success' }]
    case `POST ${worker}/jobs`:
      return [
        201,
        {
          id: randomUUID(),
          type: 'osbuild',
          location: job,
          artifact_location: `${job}/artifacts/`,
          args: {},
        },
      ]
    case `POST ${worker}/workers`:
      return [201, { worker_id: randomUUID() }]
    case `GET ${worker}/jobs/${token}`:
      return [200, { canceled: false }]
    case `PATCH ${worker}/jobs/${token}`:
      return [200, {}]
    default:
      return [404, { id: '15', reason: 'the old installation does not know it' }]
  }
}
