import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { BASE, startWorkerApi, unknownToken, type Answer, type TestWorkerApi } from './worker.js'

let api: TestWorkerApi

beforeAll(async () => {
  api = await startWorkerApi()
})
afterAll(() => api.stop())
beforeEach(() => api.clear())

const expectError = (answer: Answer, status: number, number: number, reason: string, details?: string) => {
  expect([answer.status, answer.body]).toEqual([
    status,
    {
      href: `${BASE}/errors/${number}`,
      id: String(number),
      kind: 'Error',
      code: `IMAGE-BUILDER-WORKER-${number}`,
      operation_id: expect.stringMatching(/^[0-9A-Za-z]{27}$/),
      reason,
      message: reason,
      ...(details !== undefined && { details }),
    },
  ])
}
const patch = (token: string, body: unknown) => api.call('PATCH', `/jobs/${token}`, { body })

describe('GET /status, /openapi and /errors', () => {
  it('tells that the service answers', async () => {
    const { status, body } = await api.call('GET', '/status')
    expect([status, body]).toEqual([
      200,
      { href: `${BASE}/status`, kind: 'Status', id: 'status', status: 'OK' },
    ])
  })

  it('describes itself', async () => {
    expect((await api.call('GET', '/openapi')).body.paths).toHaveProperty('/jobs')
  })

  it.each([
    ['5', 200, 'Token not found'],
    ['10000', 200, 'Unspecified internal error '],
    ['10002', 404, 'Error with given id not found'],
    ['4711', 404, 'Error with given id not found'],
    ['x', 400, 'Invalid format for error id, it should be an integer as a string'],
  ])('answers GET /errors/%s with %i', async (id, status, reason) => {
    const answer = await api.call('GET', `/errors/${id}`)
    expect([answer.status, answer.body.reason, answer.body.message]).toEqual([status, reason, reason])
  })

  it.each([
    ['GET', '/nothing'],
    ['DELETE', '/jobs'],
    ['PUT', '/jobs/x/artifacts/'],
  ])('answers %s %s with error 11', async (method, path) => {
    expectError(await api.call(method, path), 404, 11, "Requested resource doesn't exist")
  })

  it('answers HEAD without a body', async () => {
    const head = await api.call('HEAD', '/status')
    expect([head.status, head.text]).toEqual([200, ''])
  })
})

describe('POST /jobs', () => {
  it('hands out the oldest job with everything a worker needs', async () => {
    const { jobIds } = await api.queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [
        { ref: 'a', type: 'depsolve', role: 'solve', args: '{"seed": 9223372036854775807}', dependsOn: [] },
        {
          ref: 'b',
          type: 'osbuild:x86_64',
          role: 'build',
          args: '{"targets": [1.0]}',
          dependsOn: [{ ref: 'a' }],
        },
      ],
    })
    const first = await api.request('depsolve')
    expect(first.status).toBe(201)
    const token = String(first.body.location).split('/').at(-1)
    expect(first.body).toEqual({
      href: `${BASE}/jobs`,
      id: jobIds.a,
      kind: 'RequestJob',
      location: `${BASE}/jobs/${token}`,
      artifact_location: `${BASE}/jobs/${token}/artifacts/`,
      type: 'depsolve',
      compose_id: jobIds.b,
      args: { seed: expect.any(Number) },
    })
    expect(first.text).toContain('"args":{"seed": 9223372036854775807}')
    await patch(token ?? '', '{"result": {"transactions": {}, "n": 1.0, "nul": "\\u0000"}}')
    const second = await api.request('osbuild')
    expect(second.body.type).toBe('osbuild')
    expect(second.text).toContain('"dynamic_args":[{"transactions": {}, "n": 1.0, "nul": "\\u0000"}]')
  })

  it('answers 204 without a body when nothing comes in time', async () => {
    const answer = await api.request('depsolve')
    expect([answer.status, answer.text]).toEqual([204, ''])
  })

  it('answers at once when a job comes while it waits', async () => {
    const waiting = api.request('depsolve')
    const id = await api.enqueue()
    expect((await waiting).body.id).toBe(id)
  })

  it('gives an arch-bound job only to workers of its architecture', async () => {
    await api.enqueue('osbuild:aarch64')
    expect((await api.request('osbuild')).status).toBe(204)
    const other = await api.call('POST', '/jobs', { body: { types: ['osbuild'], arch: 'aarch64' } })
    expect([other.status, other.body.type]).toEqual([201, 'osbuild'])
  })

  it.each([
    ['a charset', 'application/json; charset=utf-8', '{}', 415, 3],
    ['another type', 'text/plain', '{}', 415, 3],
    ['broken JSON', 'application/json', '{', 400, 10],
    ['no body', 'application/json', '', 400, 10],
    ['a list', 'application/json', '[]', 400, 10],
    ['a worker id that is no UUID', 'application/json', '{"types":[],"arch":"x","worker_id":""}', 400, 17],
    [
      'a server-side type',
      'application/json',
      '{"types":["osbuild","bootc-pre-manifest"],"arch":"x86_64"}',
      400,
      15,
    ],
  ])('refuses %s', async (_name, type, body, status, number) => {
    const answer = await api.call('POST', '/jobs', { body, headers: { 'Content-Type': type } })
    expect([answer.status, answer.body.id]).toEqual([status, String(number)])
  })

  it('reads only the first JSON value, and tolerates unknown workers and missing members', async () => {
    await api.enqueue()
    const body = `{"types":["depsolve"],"worker_id":"urn:uuid:${unknownToken()}","more":1} {"x`
    expect((await api.call('POST', '/jobs', { body })).status).toBe(201)
    expect((await api.call('POST', '/jobs', { body: '{"worker_id":null}' })).status).toBe(204)
  })
})

describe('A token', () => {
  const states = {
    unknown: async () => unknownToken(),
    running: async () => (await api.running()).token,
    requeued: async () => {
      const { token } = await api.running()
      await api.loseWorkers()
      return token
    },
    cancelled: async () => {
      const { token, id } = await api.running()
      await api.queue.cancelGraph(id, '')
      return token
    },
    finished: async () => {
      const { token } = await api.running()
      await patch(token, { result: { packages: [] } })
      return token
    },
  }
  const calls = {
    GET: (token: string) => api.call('GET', `/jobs/${token}`),
    'PATCH result': (token: string) => patch(token, { result: { transactions: {} } }),
    'PATCH same result': (token: string) => patch(token, { result: { packages: [] } }),
    'PATCH partial': (token: string) =>
      patch(token, { partial: { progress: { message: 'm', done: 1, total: 2 } } }),
    'PATCH {}': (token: string) => patch(token, {}),
    'PUT artifact': (token: string) =>
      api.call('PUT', `/jobs/${token}/artifacts/disk`, {
        body: 'bytes',
        headers: { 'Content-Type': 'application/octet-stream' },
      }),
  }
  const expected: Record<keyof typeof states, Record<keyof typeof calls, string>> = {
    unknown: {
      GET: '404 5',
      'PATCH result': '404 5',
      'PATCH same result': '404 5',
      'PATCH partial': '404 5',
      'PATCH {}': '404 5',
      'PUT artifact': '404 5',
    },
    running: {
      GET: '200',
      'PATCH result': '200',
      'PATCH same result': '200',
      'PATCH partial': '200',
      'PATCH {}': '200',
      'PUT artifact': '200',
    },
    requeued: {
      GET: '404 5',
      'PATCH result': '404 5',
      'PATCH same result': '404 5',
      'PATCH partial': '404 5',
      'PATCH {}': '404 5',
      'PUT artifact': '404 5',
    },
    cancelled: {
      GET: '200',
      'PATCH result': '400 6',
      'PATCH same result': '400 6',
      'PATCH partial': '400 6',
      'PATCH {}': '400 6',
      'PUT artifact': '400 6',
    },
    finished: {
      GET: '404 5',
      'PATCH result': '404 5',
      'PATCH same result': '200',
      'PATCH partial': '404 5',
      'PATCH {}': '404 5',
      'PUT artifact': '404 5',
    },
  }
  const rows = Object.entries(expected).flatMap(([state, answers]) =>
    Object.entries(answers).map(([call, answer]) => [state, call, answer] as const),
  )

  it.each(rows)('that is %s answers %s with %s', async (state, call, answer) => {
    const token = await states[state as keyof typeof states]()
    const got = await calls[call as keyof typeof calls](token)
    expect([got.status, got.body?.kind === 'Error' ? got.body.id : undefined].filter(Boolean).join(' ')).toBe(
      answer,
    )
  })

  it('of a running job hears that nothing was cancelled, and of a cancelled one that it was', async () => {
    const { token, id } = await api.running()
    expect((await api.call('GET', `/jobs/${token}`)).body).toEqual({
      href: `${BASE}/jobs/${token}`,
      id: token,
      kind: 'JobStatus',
      canceled: false,
    })
    await api.queue.cancelGraph(id, '')
    expect((await api.call('GET', `/jobs/${token}`)).body.canceled).toBe(true)
  })

  it.each([
    ['GET', '', 8],
    ['PATCH', '', 7],
    ['PUT', '/artifacts/x', 7],
  ])('that is no UUID is refused by %s before anything else', async (method, tail, number) => {
    const answer = await api.call(
      method,
      `/jobs/no-uuid${tail}`,
      method === 'GET' ? {} : { body: '{', headers: { 'Content-Type': 'text/plain' } },
    )
    expectError(answer, 400, number, 'Given job id is not a uuidv4')
  })

  it.each([
    (uuid: string) => uuid.toUpperCase(),
    (uuid: string) => `{${uuid}}`,
    (uuid: string) => `urn:uuid:${uuid}`,
    (uuid: string) => uuid.replaceAll('-', ''),
  ])('may be spelt in other ways (%#), and the answer has the canonical one', async (spelling) => {
    const { token } = await api.running()
    expect((await api.call('GET', `/jobs/${encodeURIComponent(spelling(token))}`)).body.id).toBe(token)
  })

  it('is looked up only after the body was found good', async () => {
    expectError(
      await api.call('PATCH', `/jobs/${unknownToken()}`, { body: '{' }),
      400,
      10,
      'Malformed json, unable to decode body',
      'body: must be a JSON object',
    )
    expectError(
      await api.call('PATCH', `/jobs/${unknownToken()}`, {
        body: '{}',
        headers: { 'Content-Type': 'text/json' },
      }),
      415,
      3,
      "Only 'application/json' content is supported",
    )
  })
})

describe('PATCH /jobs/{token}', () => {
  const finished = async (body: string, type = 'depsolve') => {
    const { token, id } = await api.running(type)
    const answer = await patch(token, body)
    expect([answer.status, answer.body]).toEqual([
      200,
      { href: `${BASE}/jobs/${token}`, id: token, kind: 'UpdateJobResponse' },
    ])
    const graph = await api.queue.readGraph(id, '')
    return { id, job: graph?.jobs[0] }
  }

  it('keeps the result byte for byte', async () => {
    const { id } = await finished(
      '{"result":  {"transactions": {}, "n": 12345678901234567890, "x": "\\u0000\\ud800"} }',
    )
    expect(await api.queue.readResult(id)).toBe(
      '{"transactions": {}, "n": 12345678901234567890, "x": "\\u0000\\ud800"}',
    )
  })

  it('does not lose a build for a broken byte in its log', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    const report = (member: string) =>
      Buffer.from(`{"${member}":{"osbuild_output":{"success":true,"log":{"os":"\xff"}}}}`, 'latin1')
    expect((await patch(token, report('partial'))).status).toBe(200)
    expect((await patch(token, report('result'))).status).toBe(200)
    expect(await api.queue.readResult(id)).toContain('"log":{"os":"\ufffd"}')
    expect((await api.queue.readGraph(id, ''))?.jobs[0]?.outcome).toMatchObject({ success: true })
  })

  it('takes the result when there is a partial beside it, and null when there is neither', async () => {
    const body = '{"partial":{},"result":{"transactions":{}}}'
    expect(await api.queue.readResult((await finished(body)).id)).toBe('{"transactions":{}}')
    const { id, job } = await finished('{"other":1}', 'osbuild:x86_64')
    expect(await api.queue.readResult(id)).toBe('null')
    expect(job?.outcome).toEqual({ job_error: { id: 10, reason: 'osbuild build failed' }, success: false })
  })

  it('shows progress until the job ends, and drops progress that makes no sense', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    const progress = async () => (await api.queue.readGraph(id, ''))?.jobs[0]?.progress
    await patch(token, {
      partial: {
        progress: { message: 'x', done: 40, total: 100, sub_progress: { message: 'y', done: 3, total: 12 } },
      },
    })
    expect(await progress()).toEqual({ done: 40, total: 100, subprogress: { done: 3, total: 12 } })
    const long = { log: 'x'.repeat(5 * 1024 * 1024) }
    for (const partial of [null, 'x', {}, long, { progress: 'x' }, { progress: { done: 'x' } }]) {
      expect((await patch(token, { partial })).status).toBe(200)
    }
    expect(await progress()).toEqual({ done: 40, total: 100, subprogress: { done: 3, total: 12 } })
    await patch(token, { result: {} })
    expect(await progress()).toBeNull()
  })

  it('fails a job whose result does not fit its type, and keeps what was posted for the logs', async () => {
    const { id, job } = await finished('{"result":{"success":"yes"}}', 'osbuild:x86_64')
    expect(job).toMatchObject({
      failed: true,
      outcome: { job_error: { id: 10, details: expect.stringContaining('success') } },
    })
    expect(JSON.parse((await api.queue.readResult(id)) ?? '')).toHaveProperty('job_error')
    let kept = ''
    for await (const part of api.queue.streamResult(id, { rejected: true })) kept += part
    expect(kept).toBe('{"success":"yes"}')
  })

  it('takes a large result, repeats included', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    const result = JSON.stringify({
      success: true,
      osbuild_output: { success: true, log: { os: ['x'.repeat(3_000_000)] } },
    })
    expect((await patch(token, `{"result":${result}}`)).status).toBe(200)
    expect((await patch(token, `{"result":${result}}`)).status).toBe(200)
    expect(await api.queue.readResult(id)).toBe(result)
    expect((await api.queue.readGraph(id, ''))?.jobs[0]?.outcome).toMatchObject({ success: true })
  })
})

describe('PUT /jobs/{token}/artifacts/{name}', () => {
  const put = (token: string, name: string, body = 'bytes') =>
    api.call('PUT', `/jobs/${token}/artifacts/${name}`, {
      body,
      headers: { 'Content-Type': 'application/octet-stream' },
    })
  const read = async (id: string, name: string) => {
    const opened = await api.artifacts.open(id, name)
    if (opened?.kind !== 'file') return undefined
    let text = ''
    for await (const chunk of opened.stream) text += String(chunk)
    return text
  }

  it('shows a file under the job when the result was accepted, and not before', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    const answer = await put(token, 'disk%20a.qcow2')
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(await read(id, 'disk a.qcow2')).toBeUndefined()
    await patch(token, { result: { success: true, osbuild_output: { success: true } } })
    expect(await read(id, 'disk a.qcow2')).toBe('bytes')
  })

  it.each(['a%2Fb', 'a%5Cb', 'a%00b'])('refuses the name %s', async (name) => {
    const { token } = await api.running('osbuild:x86_64')
    expect((await put(token, name)).status).toBe(400)
  })

  it('answers 400 without a body where artifacts are refused', async () => {
    const other = await startWorkerApi({ ARTIFACTS_URL: 'none' })
    try {
      const answer = await other.call('PUT', `/jobs/${unknownToken()}/artifacts/x`, {
        body: 'x',
        headers: { 'Content-Type': 'application/octet-stream' },
      })
      expect([answer.status, answer.text]).toEqual([400, ''])
    } finally {
      await other.stop()
    }
  })
})

describe('Workers', () => {
  const status = (id: string) => api.call('POST', `/workers/${id}/status`)

  it('register, and report that they live without a body', async () => {
    const { status: created, body } = await api.call('POST', '/workers', { body: { arch: 'x86_64' } })
    expect([created, body]).toEqual([
      201,
      { href: `${BASE}/workers`, id: body.worker_id, kind: 'WorkerID', worker_id: expect.any(String) },
    ])
    const answer = await status(body.worker_id as string)
    expect([answer.status, answer.text]).toEqual([200, ''])
  })

  it.each([
    ['nil', '00000000-0000-0000-0000-000000000000', 18, "Given worker id doesn't exist"],
    ['unknown', '11111111-1111-4111-8111-111111111111', 18, "Given worker id doesn't exist"],
    ['malformed', 'x', 17, 'Given worker id is not a uuidv4'],
  ])('with a %s id are told to register again', async (_name, id, number, reason) => {
    expectError(await status(id), 400, number, reason)
  })

  it('are told so when they were silent for too long', async () => {
    const { body } = await api.call('POST', '/workers', { body: { arch: 'x86_64' } })
    await api.database.db.raw(`UPDATE workers SET seen_at = seen_at - interval '2 hours'`)
    expect(await api.queue.expireWorkers(3600)).toBe(1)
    expect((await status(body.worker_id as string)).body.id).toBe('18')
  })
})
