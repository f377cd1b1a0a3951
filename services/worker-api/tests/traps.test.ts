import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { httpLimits } from '@composer/service-kit'
import { openApiAjv, schemaKey, workerDocument } from '@composer/contracts'
import { workerApiSettings } from '@composer/worker-api'
import { rawRequest } from './raw-request.js'
import { BASE, startWorkerApi, unknownToken, type TestWorkerApi } from './worker.js'

/** Section 11 of the protocol's description, as far as it concerns this side of the wire. */
let api: TestWorkerApi

beforeAll(async () => {
  api = await startWorkerApi()
})
afterAll(() => api.stop())
beforeEach(() => api.clear())

const patch = (token: string, body: unknown) => api.call('PATCH', `/jobs/${token}`, { body })
const put = (token: string, body: unknown = 'bytes') =>
  api.call('PUT', `/jobs/${token}/artifacts/disk`, {
    body,
    headers: { 'Content-Type': 'application/octet-stream' },
  })
const outcomeOf = async (id: string) => (await api.queue.readGraph(id, ''))?.jobs[0]
const register = async () => {
  const { body } = await api.call('POST', '/workers', { body: { arch: 'x86_64' } })
  return body.worker_id as string
}

describe('Trap 1, the exact content type', () => {
  it.each([
    ['POST', '/jobs'],
    ['POST', '/workers'],
    ['PATCH', `/jobs/${unknownToken()}`],
  ])('is asked for by %s %s', async (method, path) => {
    const types = [
      [],
      ['application/json; charset=utf-8'],
      ['text/json'],
      ['application/json', 'application/json'],
    ]
    for (const type of types) {
      const answer = await api.call(method, path, { body: '{}', headers: { 'Content-Type': type } })
      expect([type, answer.status, answer.body.id]).toEqual([type, 415, '3'])
    }
  })

  it('is not asked for where the body does not matter', async () => {
    const { token } = await api.running()
    const path = `/workers/${await register()}/status`
    expect((await api.call('POST', path)).status).toBe(200)
    expect(
      (await api.call('POST', path, { body: '', headers: { 'Content-Type': 'application/json' } })).status,
    ).toBe(200)
    expect((await api.call('GET', `/jobs/${token}`, { headers: { 'Content-Type': 'x/y' } })).status).toBe(200)
    expect((await put(token)).status).toBe(200)
  })
})

describe('Traps 2 to 5, asking for a job', () => {
  it('2: creates with 201 and answers everything else with 200', async () => {
    await api.enqueue('osbuild:x86_64')
    const taken = await api.request('osbuild')
    const token = String(taken.body.location).split('/').at(-1) ?? ''
    const worker = await api.call('POST', '/workers', { body: { arch: 'x86_64' } })
    const rest = [
      await api.call('GET', `/jobs/${token}`),
      await put(token),
      await patch(token, { partial: {} }),
      await patch(token, {}),
    ]
    expect([taken.status, worker.status, ...rest.map(({ status }) => status)]).toEqual([
      201, 201, 200, 200, 200, 200,
    ])
  })

  it('3: sends no body with 204, and waits for half a minute unless told otherwise', async () => {
    const { status, text, headers } = await api.request('depsolve')
    expect([status, text, headers['content-type'], headers['content-length']]).toEqual([
      204,
      '',
      undefined,
      undefined,
    ])
    expect(workerApiSettings.REQUEST_JOB_TIMEOUT_SECONDS.default).toBe(30)
  })

  it('4: takes no job for a caller that went away', async () => {
    const gone = rawRequest(api.publicUrl, {
      method: 'POST',
      path: `${BASE}/jobs`,
      headers: { 'Content-Type': 'application/json' },
      body: '{"types":["depsolve"],"arch":"x86_64"}',
    })
    await api.untilWaiting(1)
    gone.sent.destroy()
    await api.untilWaiting(0)
    const id = await api.enqueue()
    expect((await api.request('depsolve')).body.id).toBe(id)
    expect((await outcomeOf(id))?.attempt).toBe(1)
  })

  it('5: puts a job whose answer could not be flushed back to its place, at no cost', async () => {
    // More than the buffers of both ends take: the answer is on its way when the caller goes.
    const id = await api.enqueue('depsolve', { args: JSON.stringify({ fill: 'x'.repeat(16_000_000) }) })
    const caller = rawRequest(api.publicUrl, {
      method: 'POST',
      path: `${BASE}/jobs`,
      headers: { 'Content-Type': 'application/json' },
      body: '{"types":["depsolve"],"arch":"x86_64"}',
    })
    await new Promise((resolve) =>
      caller.sent.once('response', (response) => {
        response.destroy()
        resolve(undefined)
      }),
    )
    const again = await api.request('depsolve')
    expect([again.status, again.body.id, (await outcomeOf(id))?.attempt]).toEqual([201, id, 1])
  })
})

describe('Traps 6 to 9, tokens and signs of life', () => {
  it('6: takes results of many megabytes', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    const result = {
      success: true,
      osbuild_output: { success: true, log: { os: [{ output: 'x'.repeat(20_000_000) }] } },
    }
    expect((await patch(token, { result })).status).toBe(200)
    expect(await outcomeOf(id)).toMatchObject({ state: 'finished', failed: false })
  })

  it('7: only GET renews the lease', async () => {
    const { token } = await api.running('osbuild:x86_64')
    const worker = await register()
    await api.database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '1 minute'`)
    const age = async () => {
      const { rows } = await api.database.db.raw<{ rows: { age: number }[] }>(
        'SELECT extract(epoch FROM clock_timestamp() - beat_at)::integer AS age FROM job_leases',
      )
      return rows[0]?.age ?? 0
    }
    await patch(token, { partial: { progress: { message: '', done: 1, total: 2 } } })
    await put(token)
    await api.call('POST', `/workers/${worker}/status`)
    expect(await age()).toBeGreaterThanOrEqual(59)
    await api.call('GET', `/jobs/${token}`)
    expect(await age()).toBeLessThan(30)
  })

  it('8: says canceled with 200, and only to the worker of a cancelled job', async () => {
    const [one, other] = [await api.running(), await api.running()]
    await api.queue.cancelGraph(one.id, '')
    const canceled = async (token: string) => {
      const { status, body } = await api.call('GET', `/jobs/${token}`)
      return [status, body.canceled]
    }
    expect(await canceled(one.token)).toEqual([200, true])
    expect(await canceled(other.token)).toEqual([200, false])
  })

  it('9: names a job by a token that is another one for every attempt', async () => {
    const { token, id } = await api.running()
    expect(token).not.toBe(id)
    await api.loseWorkers()
    const second = await api.request('depsolve')
    expect(second.body.id).toBe(id)
    expect(second.body.location).not.toContain(token)
    expect((await api.call('GET', `/jobs/${token}`)).status).toBe(404)
    expect((await patch(token, { result: { packages: [] } })).status).toBe(404)
    expect((await api.call('GET', `/jobs/${id}`)).status).toBe(404)
  })
})

describe('Traps 10 to 13 and 19, what a worker gets', () => {
  it('10: has no architecture in the type', async () => {
    await api.enqueue('osbuild:x86_64')
    expect((await api.request('osbuild')).body.type).toBe('osbuild')
  })

  it('11: always has args and an artifact location with a slash at its end', async () => {
    const off = await startWorkerApi({ ARTIFACTS_URL: 'none' })
    try {
      await off.enqueue()
      const { body } = await off.request('depsolve')
      expect([body.args, body.artifact_location]).toEqual([{}, `${String(body.location)}/artifacts/`])
    } finally {
      await off.stop()
    }
  })

  it('12 and 13: has the results of dependencies in their order and byte for byte, null included', async () => {
    const args = '{"seed": 9223372036854775807, "rate": 1.0, "Include": null, "tls-verify": false}'
    await api.queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [
        { ref: 'a', type: 'depsolve', role: 'solve', args: '{}', dependsOn: [] },
        { ref: 'b', type: 'container-resolve', role: 'resolve', args: '{}', dependsOn: [] },
        { ref: 'c', type: 'ostree-resolve', role: 'resolve', args: '{}', dependsOn: [] },
        {
          ref: 'd',
          type: 'koji-init',
          role: 'init',
          args,
          dependsOn: [{ ref: 'c' }, { ref: 'a' }, { ref: 'b' }],
        },
      ],
    })
    const results: Record<string, string> = {
      depsolve: '{"transactions": {}, "n": 12345678901234567890 , "e": 1e2}',
      'container-resolve': 'null',
      'ostree-resolve': '{"ostree_resolve_result_specs" : [], "x": "\\u0000\\ud800"}',
    }
    for (const type of ['depsolve', 'ostree-resolve', 'container-resolve']) {
      const { body } = await api.request(type)
      await patch(
        String(body.location).split('/').at(-1) ?? '',
        type === 'container-resolve' ? '{}' : `{"result":${results[type]}}`,
      )
    }
    const { text } = await api.request('koji-init')
    const wanted = [results['ostree-resolve'], results.depsolve, 'null'].join(',')
    expect(text.slice(text.indexOf(',"args"'))).toBe(`,"args":${args},"dynamic_args":[${wanted}]}`)
  })

  it('13: has long results whole, too', async () => {
    const fill = JSON.stringify({ log: 'ä'.repeat(3_000_000), seed: 9_223_372_036 })
    await api.queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [
        { ref: 'a', type: 'koji-init', role: 'init', args: '{}', dependsOn: [] },
        { ref: 'b', type: 'depsolve', role: 'solve', args: '{}', dependsOn: [{ ref: 'a' }] },
      ],
    })
    const first = await api.request('koji-init')
    const result = `{"build_id": 1, "token": "t", "koji_error": "", "fill": ${fill}}`
    await patch(String(first.body.location).split('/').at(-1) ?? '', `{"result":${result}}`)
    const { text, status } = await api.request('depsolve')
    expect(status).toBe(201)
    expect(text.endsWith(`"dynamic_args":[${result}]}`)).toBe(true)
  })

  it('19: comes after a failed dependency, and never after a cancelled one', async () => {
    const graph = () =>
      api.queue.enqueue({
        channel: '',
        kind: 'image',
        request: null,
        retentionSeconds: 3600,
        jobs: [
          { ref: 'a', type: 'koji-init', role: 'init', args: '{}', dependsOn: [] },
          { ref: 'b', type: 'koji-finalize', role: 'finalize', args: '{}', dependsOn: [{ ref: 'a' }] },
        ],
      })
    await graph()
    const first = await api.request('koji-init')
    await patch(String(first.body.location).split('/').at(-1) ?? '', {
      result: { job_error: { id: 15, reason: 'no' } },
    })
    expect((await api.request('koji-finalize')).body.dynamic_args).toEqual([
      { job_error: { id: 15, reason: 'no' } },
    ])
    const { composeId } = await graph()
    await api.queue.cancelGraph(composeId, '')
    expect((await api.request('koji-init', 'koji-finalize')).status).toBe(204)
  })
})

describe('Traps 20, 21 and 32, what a worker reports', () => {
  it('20: ends with an empty object, and does not end with a partial', async () => {
    const [one, other] = [await api.running(), await api.running()]
    await patch(one.token, {})
    await patch(other.token, { partial: { success: true } })
    expect([(await outcomeOf(one.id))?.state, (await outcomeOf(other.id))?.state]).toEqual([
      'finished',
      'running',
    ])
  })

  it.each([
    [
      'osbuild:x86_64',
      { osbuild_output: { success: true, log: null, metadata: null }, target_results: null },
    ],
    [
      'osbuild:x86_64',
      { success: true, osbuild_output: { success: true, log: { os: [{ id: 'a', type: 't', output: '' }] } } },
    ],
    [
      'osbuild:x86_64',
      {
        success: false,
        osbuild_output: { success: true },
        target_results: [{ name: 'org.osbuild.aws', options: null, target_error: { id: 11, reason: 'no' } }],
      },
    ],
    [
      'depsolve',
      { package_specs: { os: [{ name: 'a', epoch: 0, checksum: 'sha256:1' }] }, repo_configs: {} },
    ],
    [
      'depsolve',
      {
        transactions: { os: [[{ name: 'a', epoch: 0, checksum: { type: 'sha256', value: '1' } }]] },
        package_specs: {},
      },
    ],
    ['depsolve', { transactions: null, package_specs: null, repo_configs: null }],
    ['container-resolve', { specs: [{ source: 'a', name: 'a', image_id: 'a', digest: 'a' }] }],
    ['search-packages', { packages: null }],
  ])('21: may leave out or null what workers do (%s %j)', async (type, result) => {
    const { token, id } = await api.running(type)
    await patch(token, { result })
    expect(await api.queue.readResult(id)).toBe(JSON.stringify(result))
    const { rows } = await api.database.db.raw<{ rows: object[] }>(
      'SELECT id FROM jobs WHERE id = :id AND rejected_result IS NOT NULL',
      { id },
    )
    expect(rows).toEqual([])
  })

  it('32: is one result, or updates and a result', async () => {
    const [old, recent] = [await api.running('osbuild:x86_64'), await api.running('osbuild:x86_64')]
    const result = { success: true, osbuild_output: { success: true } }
    await patch(old.token, { result })
    await patch(recent.token, { partial: { progress: { message: 'm', done: 1, total: 2 } } })
    await patch(recent.token, { result })
    expect([await outcomeOf(old.id), await outcomeOf(recent.id)]).toMatchObject([
      { failed: false },
      { failed: false },
    ])
  })
})

describe('Traps 22 to 30, answers', () => {
  it('22: 400 sends unknown, expired and nil workers to register again, and a job is theirs all the same', async () => {
    const expired = await register()
    await api.database.db.raw(`UPDATE workers SET seen_at = seen_at - interval '2 hours'`)
    await api.queue.expireWorkers(3600)
    for (const id of [expired, unknownToken(), '00000000-0000-0000-0000-000000000000']) {
      expect((await api.call('POST', `/workers/${id}/status`)).status).toBe(400)
      await api.enqueue()
      const body = { types: ['depsolve'], arch: 'x86_64', worker_id: id }
      expect((await api.call('POST', '/jobs', { body })).status).toBe(201)
    }
  })

  it('24: an upload needs no length, and its answer and that of a sign of life are empty with a length of zero', async () => {
    const { token } = await api.running('osbuild:x86_64')
    async function* chunks() {
      for (let sent = 0; sent < 64; sent += 1) yield Buffer.alloc(128 * 1024, sent)
    }
    const answers = [
      await put(token, chunks()),
      await api.call('POST', `/workers/${await register()}/status`),
    ]
    for (const { status, text, headers } of answers) {
      expect([status, text, headers['content-length']]).toEqual([200, '', '0'])
    }
  })

  it('24: nothing limits how long an upload or a poll lasts', () => {
    expect(httpLimits.requestTimeout).toBe(0)
  })

  it('25: idle connections outlive the 90 s of the workers', async () => {
    expect(httpLimits.keepAliveTimeout).toBeGreaterThan(90_000)
    const { headers } = await api.call('GET', '/status')
    expect(Number(/timeout=(\d+)/.exec(String(headers['keep-alive']))?.[1])).toBeGreaterThan(90)
  })

  it('27: the same mistake has the number of its call', async () => {
    const numbers = [
      await api.call('GET', '/jobs/x'),
      await api.call('PATCH', '/jobs/x', { body: {} }),
      await api.call('PUT', '/jobs/x/artifacts/y', { body: '' }),
      await api.call('POST', '/jobs', { body: { types: [], arch: '', worker_id: 'x' } }),
      await api.call('POST', `/workers/x/status`),
      await api.call('POST', `/workers/${unknownToken()}/status`),
    ].map(({ status, body }) => `${status} ${String(body.id)}`)
    expect(numbers).toEqual(['400 8', '400 7', '400 7', '400 17', '400 17', '400 18'])
  })

  it.each([
    ['GET', '/jobs'],
    ['DELETE', `/jobs/${unknownToken()}`],
    ['POST', '/status'],
    ['GET', '/workers'],
    ['POST', `/jobs/${unknownToken()}/artifacts/x`],
    ['GET', '/jobs/'],
    ['POST', '/workers/x'],
  ])('28: %s %s is 404 with error 11', async (method, path) => {
    const { status, body } = await api.call(method, path)
    expect([status, body.id]).toEqual([404, '11'])
  })

  it('29: an upload where artifacts are refused gets 400 without a body, after the token was looked at', async () => {
    const off = await startWorkerApi({ ARTIFACTS_URL: 'none' })
    try {
      const refused = await off.call('PUT', `/jobs/${unknownToken()}/artifacts/..`, { body: 'x' })
      expect([refused.status, refused.text, refused.headers['content-length']]).toEqual([400, '', '0'])
      expect((await off.call('PUT', '/jobs/x/artifacts/y', { body: 'x' })).body.id).toBe('7')
    } finally {
      await off.stop()
    }
  })

  it('30: every error has its number, code and reason', async () => {
    const reasons: Record<number, string> = {
      3: "Only 'application/json' content is supported",
      5: 'Token not found',
      6: 'Job is not running',
      7: 'Given job id is not a uuidv4',
      8: 'Given job id is not a uuidv4',
      9: 'Invalid format for error id, it should be an integer as a string',
      10: 'Malformed json, unable to decode body',
      11: "Requested resource doesn't exist",
      12: "Requested method isn't supported for resource",
      13: "Only 'application/json' content is supported",
      14: 'Error with given id not found',
      15: 'Requested job type cannot be dequeued',
      16: 'Tenant not found in JWT claims',
      17: 'Given worker id is not a uuidv4',
      18: "Given worker id doesn't exist",
      1000: 'Error discarding artifact',
      1001: 'Error creating artifact',
      1002: 'Error writing artifact',
      1003: 'Error resolving id from job token',
      1004: 'Error finishing job',
      1005: 'Error requesting job',
      1006: 'Error requesting job',
      1007: 'Unable to load openapi spec',
      1008: 'Unable to register the worker',
      1009: 'Unable update worker status',
      10000: 'Unspecified internal error ',
      10001: 'Error is not an instance of HTTPError',
      10003: 'OperationID is empty or is not a string',
    }
    for (const [id, reason] of Object.entries(reasons)) {
      const { status, body } = await api.call('GET', `/errors/${id}`)
      expect([status, body.id, body.code, body.reason, body.message]).toEqual([
        200,
        id,
        `IMAGE-BUILDER-WORKER-${id}`,
        reason,
        reason,
      ])
    }
    for (const id of ['1', '2', '4', '19', '10002', '-5', '99999999999999999999']) {
      expect((await api.call('GET', `/errors/${id}`)).body.id).toBe('14')
    }
  })
})

describe('Traps 31 and 33, time and description', () => {
  it('31: a service that was away gives every running job one full timeout', async () => {
    const { token } = await api.running()
    await api.database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '10 minutes'`)
    await api.database.db.raw(`UPDATE watchdog SET looked_at = looked_at - interval '10 minutes'`)
    expect(await api.queue.reap(10)).toEqual({ requeued: [], failed: [], forgotten: [] })
    expect((await api.call('GET', `/jobs/${token}`)).status).toBe(200)
  })

  it('33: the description allows a report without result', () => {
    const ajv = openApiAjv(workerDocument())
    const validate = ajv.getSchema(schemaKey('UpdateJobRequest'))
    for (const body of [{}, { result: null }, { partial: {} }]) expect(validate?.(body)).toBe(true)
  })
})
