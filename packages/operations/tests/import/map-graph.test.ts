import { describe, expect, it } from '@jest/globals'
import type { JobState } from '@composer/jobqueue'
import { collectGraph } from '../../src/import/collect-graph.js'
import { mapBatch } from '../../src/import/map-batch.js'
import type { ReferenceJob } from '../../src/import/reference-job.js'

const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000000Z`

/** A graph as lines of `name type <- needs | state`: done by default. */
function draw(text: string): Map<string, ReferenceJob> {
  const jobs = text
    .trim()
    .split('\n')
    .map((line, index): ReferenceJob => {
      const [head = '', state = 'done'] = line.split('|').map((part) => part.trim())
      const [name = '', needs = ''] = head.split('<-').map((part) => part.trim())
      const [id = '', type = ''] = name.split(' ')
      const hasBegun = state === 'done' || state === 'running'
      return {
        id,
        type,
        channel: 'org-a',
        queuedAt: at(index),
        startedAt: hasBegun ? at(20 + index) : null,
        finishedAt: state === 'done' ? at(40 + index) : null,
        expiresAt: null,
        canceled: state === 'canceled',
        retries: 0,
        token: hasBegun ? `token of ${id}` : null,
        dependsOn: needs.split(' ').filter((one) => one !== ''),
      }
    })
  return new Map(jobs.map((job) => [job.id, job]))
}

const map = (
  roots: string[],
  jobs: Map<string, ReferenceJob>,
  {
    known = {},
    unfinished = 'leave',
    args = {},
    settledBefore = at(59),
  }: {
    known?: Record<string, JobState>
    unfinished?: 'leave' | 'requeue'
    args?: Record<string, string>
    settledBefore?: string
  } = {},
) =>
  mapBatch(roots, jobs, new Map(Object.entries(known)), {
    unfinished,
    args: new Map(Object.entries(args)),
    settledBefore,
  })

const drawn = ({ composes }: ReturnType<typeof map>) =>
  composes.map(({ id, kind, jobs }) => [
    `${kind} ${id}`,
    ...jobs.map(
      (job) =>
        `${job.position} ${job.id} ${job.role} ${job.state}${job.dependsOn.length > 0 ? ` <- ${job.dependsOn.join(' ')}` : ''}`,
    ),
  ])

describe('graphs of the reference', () => {
  it('have the images of a koji compose in the order of its last job, whatever their times are', () => {
    const jobs = draw(`
      b2 osbuild:aarch64 <- i m2
      m2 manifest-id-only
      m1 manifest-id-only
      b1 osbuild:x86_64 <- i m1
      i koji-init
      f koji-finalize <- i b1 b2`)
    const root = jobs.get('f')
    expect(root && collectGraph(root, jobs, () => false).jobs.map(({ id }) => id)).toEqual([
      'i',
      'm1',
      'b1',
      'm2',
      'b2',
      'f',
    ])
  })

  it('have the kinds and roles that documents ask for', () => {
    const jobs = draw(`
      d depsolve
      c container-resolve
      m manifest-id-only <- d c
      b osbuild:x86_64 <- m
      copy aws-ec2-copy <- b
      share aws-ec2-share <- copy
      s search-packages
      file file-resolve`)
    expect(drawn(map(['b', 'share', 's', 'file'], jobs))).toEqual([
      [
        'image b',
        '0 d solve finished',
        '1 c resolve finished',
        '2 m manifest finished <- d c',
        '3 b build finished <- m',
      ],
      ['clone share', '0 copy copy finished <- b', '1 share share finished <- copy'],
      ['search s', '0 s search finished'],
      ['depsolve file', '0 file resolve finished'],
    ])
  })

  it('give a copy to the first share that comes here', () => {
    const jobs = draw(`
      copy aws-ec2-copy
      open aws-ec2-share <- copy | running
      first aws-ec2-share <- copy
      second aws-ec2-share <- copy`)
    expect(drawn(map(['open', 'first', 'second'], jobs))).toEqual([
      ['clone first', '0 copy copy finished', '1 first share finished <- copy'],
      ['clone second', '0 second share finished <- copy'],
    ])
    expect(drawn(map(['second'], jobs, { known: { copy: 'finished', first: 'finished' } }))).toEqual([
      ['clone second', '0 second share finished <- copy'],
    ])
  })

  it('lose what is not here, and say so', () => {
    const jobs = draw('share aws-ec2-share <- b')
    const mapped = map(['share'], jobs)
    expect(drawn(mapped)).toEqual([['clone share', '0 share share finished']])
    expect(mapped.composes[0]?.notes).toEqual(['job share needed b, which is not here'])
  })

  it('cancel what is open of a compose that is over, at the last time that it knows', () => {
    const jobs = draw(`
      d depsolve | running
      m manifest-id-only <- d
      b osbuild:x86_64 <- m`)
    const mapped = map(['b'], jobs)
    expect(drawn(mapped)).toEqual([
      ['image b', '0 d solve cancelled', '1 m manifest finished <- d', '2 b build finished <- m'],
    ])
    expect(mapped.composes[0]?.jobs[0]).toMatchObject({ token: null, startedAt: at(20), finishedAt: at(42) })
  })

  it('are left out for a while when they are over and a job is open: it may end, and be shown', () => {
    const jobs = draw(`
      d depsolve | running
      m manifest-id-only <- d
      b osbuild:x86_64 <- m`)
    const { composes, findings } = map(['b'], jobs, { settledBefore: at(41) })
    expect(composes).toEqual([])
    expect(findings).toEqual([
      { id: 'b', what: 'unfinished', reason: 'it ended a moment ago, and its job d has not' },
    ])
  })

  it('start anew where workers can go on', () => {
    const jobs = draw(`
      i koji-init | running
      m manifest-id-only
      b osbuild:x86_64 <- i m | waiting
      f koji-finalize <- i b | waiting`)
    const mapped = map(['f'], jobs, { unfinished: 'requeue', args: { i: '{}', b: '{}', f: '{}' } })
    expect(drawn(mapped)).toEqual([
      [
        'koji f',
        '0 i init ready',
        '1 m manifest finished',
        '2 b build waiting <- i m',
        '3 f finalize waiting <- i b',
      ],
    ])
    expect(mapped.composes[0]?.jobs.map(({ unmet }) => unmet)).toEqual([0, 0, 1, 2])
  })

  it('are cancelled where they would wait for something cancelled for ever', () => {
    const jobs = draw(`
      m image-builder-manifest | canceled
      b osbuild:x86_64 <- m | waiting`)
    expect(drawn(map(['b'], jobs, { unfinished: 'requeue', args: { b: '{}' } }))).toEqual([
      ['image b', '0 m manifest cancelled', '1 b build cancelled <- m'],
    ])
  })

  it.each([
    ['b osbuild:x86_64 | running', 'leave', 'its last job is running'],
    ['b osbuild:x86_64 | waiting', 'leave', 'its last job has not begun'],
    [
      'm manifest-id-only | waiting\nb osbuild:x86_64 <- m | waiting',
      'requeue',
      'can be made by the reference only',
    ],
    [
      'm bootc-pre-manifest | waiting\nb osbuild:x86_64 <- m | waiting',
      'requeue',
      'done by the reference itself',
    ],
    ['b osbuild:x86_64 <- gone | waiting', 'requeue', 'needs job gone, which is not here'],
    ['b osbuild:x86_64 | running', 'requeue', 'it has no args'],
  ] as const)('are left out: %s', (text, unfinished, reason) => {
    const args = reason === 'it has no args' ? {} : { m: '{}', b: '{}' }
    const { composes, findings } = map(['b'], draw(text), { unfinished, args })
    expect(composes).toEqual([])
    expect(findings).toEqual([{ id: 'b', what: 'unfinished', reason: expect.stringContaining(reason) }])
  })

  it('are unreadable with a job of an unknown type, or a dependency twice', () => {
    const jobs = draw('x of-tomorrow\na osbuild:x86_64 <- x\nm depsolve\nb osbuild:x86_64 <- m m')
    expect(map(['a', 'b'], jobs).findings).toMatchObject([
      {
        id: 'a',
        what: 'unreadable',
        reason: "job x has the type 'of-tomorrow', which this release does not know",
      },
      { id: 'b', what: 'unreadable', reason: 'job b needs another job twice' },
    ])
  })

  it('are left out while more jobs may come', () => {
    const jobs = draw('d depsolve\ni koji-init\nb osbuild:x86_64 <- i')
    expect(map(['d', 'b'], jobs, { settledBefore: at(0) }).findings).toMatchObject([
      { id: 'b', what: 'unfinished' },
    ])
  })
})
