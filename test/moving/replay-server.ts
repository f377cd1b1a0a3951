import { startServer, type TestServer } from '@composer/testkit'
import type { RecordedAnswer } from '../../packages/operations/tests/reference/read-recorded.js'
import { OLD_PATHS } from './old-installation.js'

/** A server that answers what was recorded, to the tenant it was recorded for; to all others that there is nothing. */
export async function startReplay(answers: readonly RecordedAnswer[]): Promise<TestServer> {
  const byRequest = new Map(answers.map((answer) => [`${answer.tenant} ${answer.path}`, answer]))
  return startServer((req, res) => {
    const path = (req.url ?? '').replace(OLD_PATHS.composer, '')
    const answer = byRequest.get(`${tenantOf(req.headers.authorization)} ${path}`)
    res.writeHead(answer?.status ?? 404, { 'Content-Type': answer?.type ?? 'application/json' })
    res.end(answer?.body ?? '{"id":"15","details":"not recorded"}')
  })
}

/** Unchecked: only the server under test has to mind the signature. */
function tenantOf(authorization = ''): string | undefined {
  const payload = Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()
  return (JSON.parse(payload) as { 'rh-org-id'?: string })['rh-org-id']
}
