import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { runCommand } from '../src/run-command.js'

let database: TestDatabase
let queue: JobQueue
let printed: string
let complained: string

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.raw('TRUNCATE composes, job_leases, workers, lane_pauses, audit_log, instances CASCADE')
  printed = ''
  complained = ''
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text)
    return true
  })
})
afterEach(() => void jest.restoreAllMocks())

const channel = 'org-a'

const run = (...args: string[]) =>
  runCommand(
    args,
    { DATABASE_URL: database.url, LOG_LEVEL: 'error', USER: 'alice' },
    new AbortController().signal,
    {
      print: (text) => (printed += `${text}\n`),
    },
  )

const makeCompose = (externalId?: string) =>
  queue.enqueue({
    channel,
    kind: 'image',
    jobs: [{ ref: 'build', type: 'osbuild:x86_64', role: 'build', args: '{}', dependsOn: [] }],
    request: JSON.stringify({ distribution: 'fedora-43', image_request: { image_type: 'aws' } }),
    retentionSeconds: 3600,
    ...(externalId !== undefined && { externalId }),
  })

describe('questions on the command line', () => {
  it('are answered by tables for people and JSON for scripts', async () => {
    const { composeId, jobIds } = await makeCompose()
    expect(await run('composes')).toBe(0)
    expect(printed).toContain(composeId)
    expect(printed).toMatch(/ID +TENANT +KIND +STATE/)
    printed = ''
    expect(await run('composes', '--json', '--tenant', channel)).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({
      composes: [{ id: composeId, distribution: 'fedora-43' }],
      next: null,
    })
    for (const question of [
      ['compose', composeId],
      ['job', jobIds.build ?? ''],
      ['jobs', '--state', 'ready'],
      ['queue'],
    ]) {
      printed = ''
      expect(await run(...question)).toBe(0)
      expect(printed).toContain('osbuild:x86_64')
    }
    for (const question of ['workers', 'audit', 'failures', 'database']) expect(await run(question)).toBe(0)
  })

  it('show nothing that moves the cursor or hides text', async () => {
    await makeCompose('\u001b[2J\u202eevil')
    const { composeId } = await makeCompose('\u001b]0;title\u0007')
    await run('composes')
    await run('compose', composeId)
    expect(printed).toContain('\\u001b]0;title\\u0007')
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
  })

  it.each([
    [['compose', '00000000-0000-4000-8000-000000000000'], 1, 'There is no compose'],
    [['job', '00000000-0000-4000-8000-000000000000'], 1, 'There is no job'],
    [['compose', 'x'], 1, "'x' is not an id"],
    [['composes', '--cursor', 'x'], 1, 'cursor: '],
    [['composes', '--limit', '0'], 2, 'must be a whole number'],
    [['composes', '--from', 'x'], 2, 'must be a time'],
    [['jobs', '--state', 'odd'], 2, 'Allowed choices'],
    [['pause', '--type', 'osbuid', '--reason', 'x', '--yes'], 1, "type: there is no job type 'osbuid'"],
  ])('say what is wrong with %j', async (args, code, words) => {
    expect(await run(...args)).toBe(code)
    expect(complained).toContain(words)
  })
})

describe('actions on the command line', () => {
  const why = ['--reason', 'night shift', '--yes']

  it('cancel and retry a compose, and stand in the audit log', async () => {
    const { composeId } = await makeCompose()
    expect(await run('cancel', composeId, ...why)).toBe(0)
    expect(printed).toContain('1 jobs were cancelled')
    expect(await run('retry', composeId, ...why)).toBe(0)
    expect(printed).toContain('Another try for 1 jobs')
    printed = ''
    await run('audit', '--json')
    expect(JSON.parse(printed)).toMatchObject([
      { actor: 'alice', action: 'retry', reason: 'night shift', answer: 'done' },
      { action: 'cancel' },
    ])
  })

  it('take a job from its worker, and pause and resume lanes', async () => {
    await makeCompose()
    const [job] = await queue.claim({ channel, types: ['osbuild:x86_64'], workers: [null] })
    expect(await run('requeue', job?.id ?? '', ...why)).toBe(0)
    expect(await run('pause', '--type', 'osbuild', '--tenant', channel, ...why)).toBe(0)
    expect(await queue.claim({ channel, types: ['osbuild:x86_64'], workers: [null] })).toEqual([])
    printed = ''
    await run('queue')
    expect(printed).toContain('paused')
    expect(await run('resume', '--type', 'osbuild', '--tenant', channel, ...why)).toBe(0)
    expect(await queue.claim({ channel, types: ['osbuild:x86_64'], workers: [null] })).toHaveLength(1)
  })

  it('do nothing without a reason, or where nobody can be asked', async () => {
    const { composeId } = await makeCompose()
    expect(await run('cancel', composeId, '--yes')).toBe(2)
    expect(complained).toContain('--reason')
    expect(await run('cancel', composeId, '--reason', 'x')).toBe(1)
    expect(complained).toContain('Nothing was done')
    expect(await run('jobs', '--state', 'ready', '--json')).toBe(0)
    expect(JSON.parse(printed)).toHaveLength(1)
  })
})
