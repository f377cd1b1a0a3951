import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { buildResult, localTarget, manifestResult } from './build-results.js'
import { depsolveRequest, localRequest, searchRequest } from './compose-requests.js'
import { rawWorker } from './raw-worker.js'
import { startSystem, type System } from './start-system.js'

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(() => system.stop())

const post = (path: string, body: object) => system.call('composer', 'POST', path, { body })
const get = (path: string) => system.call('composer', 'GET', path)
const nil = (member: string) => ({ [member]: null })

/** What stands where an object is due, and the member that the error has to name. */
const solverRows: [path: string, request: object, type: string, result: unknown, member: string][] = [
  [
    '/depsolve/blueprint',
    depsolveRequest,
    'depsolve',
    { transactions: {}, sbom_docs: nil('a') },
    'sbom_docs.a',
  ],
  [
    '/depsolve/blueprint',
    depsolveRequest,
    'depsolve',
    { transactions: {}, sbom_docs: nil('os') },
    'sbom_docs.os',
  ],
  [
    '/depsolve/blueprint',
    depsolveRequest,
    'depsolve',
    { transactions: { os: [null] } },
    'transactions.os[0]',
  ],
  [
    '/depsolve/blueprint',
    depsolveRequest,
    'depsolve',
    { transactions: { os: [[null]] } },
    'transactions.os[0][0]',
  ],
  ['/depsolve/blueprint', depsolveRequest, 'depsolve', null, 'transactions'],
  ['/search/packages', searchRequest, 'search-packages', { packages: [null] }, 'packages[0]'],
  ['/search/packages', searchRequest, 'search-packages', 5, 'it'],
]

describe('A solver whose result', () => {
  it.each(solverRows)(
    'for %s does not fit is an error that names the member%.0s%.0s%.0s: %s',
    async (...row) => {
      const [path, request, type, result, member] = row
      const asked = post(path, request)
      const { token } = await rawWorker(system).take(type)
      expect((await rawWorker(system).report(token, result)).status).toBe(200)
      const { status, body } = await asked
      expect([status, body.id]).toEqual([500, '1002'])
      expect(body.details).toContain(`: ${member} `)
    },
  )
})

const documents = ['', '/logs', '/metadata', '/manifests', '/sboms', '/download']

const manifestRows: [result: unknown, member: string][] = [
  [{ ...manifestResult(), sbom_docs: nil('os') }, 'sbom_docs.os'],
  [{ ...manifestResult(), sbom_docs: { os: { type: 'spdx', document: null } } }, 'sbom_docs.os.document'],
  [{ ...manifestResult(), data: [] }, 'data'],
  [[], 'it'],
]
const buildRows: [result: unknown, member: string][] = [
  [5, 'it'],
  ['x', 'it'],
  [[], 'it'],
  [{ ...buildResult(localTarget('d')), target_results: [null] }, 'target_results[0]'],
  [{ ...buildResult(localTarget('d')), osbuild_output: 'ok' }, 'osbuild_output'],
]

/** `call` holds every answer against the API's document. */
async function expectFailure(id: string, member: string): Promise<void> {
  const answers = await Promise.all(documents.map((part) => get(`/composes/${id}${part}`)))
  expect(answers[0]?.body.image_status).toMatchObject({
    status: 'failure',
    error: { details: expect.anything() },
  })
  expect(JSON.stringify(answers[0]?.body.image_status.error)).toContain(`${member} must be`)
  // The reference's number for a compose that uploaded nothing.
  expect(answers.pop()?.body).toMatchObject({ kind: 'Error', id: '1006' })
  for (const { status, body } of answers)
    expect([status < 500, body.kind]).toEqual([true, expect.any(String)])
}

describe('A compose', () => {
  it.each(manifestRows)(
    'whose manifest does not fit can be read all the same: %.0s%s',
    async (result, member) => {
      const { id } = (await post('/compose', localRequest('a'))).body
      const worker = rawWorker(system)
      await worker.report((await worker.take('image-builder-manifest')).token, result)
      await worker.finish('osbuild', { job_error: { id: 9, reason: 'Manifest dependency failed' } })
      await expectFailure(id, member)
    },
  )

  it.each(buildRows)('whose build does not fit can be read all the same: %.0s%s', async (result, member) => {
    const { id } = (await post('/compose', localRequest('a'))).body
    const worker = rawWorker(system)
    await worker.finish('image-builder-manifest', manifestResult())
    await worker.report((await worker.take('osbuild')).token, result)
    await expectFailure(id, member)
    expect((await get(`/composes/${id}/logs`)).body.image_builds).toEqual([expect.any(Object)])
  })
})
