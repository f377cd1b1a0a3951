import { describe, expect, it } from '@jest/globals'
import { built, failure, finished, makeGraph } from '../../tests/make-graph.js'
import type { JobSketch } from '../../tests/make-graph.js'
import { composeStatus } from './compose-status.js'

const present = {
  basePath: '/base',
  now: new Date('2026-01-02T03:04:05Z'),
  artifactPath: (job: string, file: string) => `/artifacts/${job}/${file}`,
}

function plain(build: JobSketch) {
  const graph = makeGraph({ 'manifest=image-builder-manifest': {}, 'build=osbuild:x86_64': build })
  return composeStatus(graph, 'build', present)
}

function koji(sketches: { init?: JobSketch; builds?: JobSketch[]; finalize?: JobSketch }) {
  const builds = sketches.builds ?? [{}]
  const names = builds.map((_, index) => `build${index}`)
  return composeStatus(
    makeGraph(
      {
        'init=koji-init': sketches.init ?? finished({ build_id: 7 }),
        ...Object.fromEntries(
          builds.map((build, index) => [`build${index}=osbuild:x86_64`, { dependsOn: ['init'], ...build }]),
        ),
        'finalize=koji-finalize': { dependsOn: ['init', ...names], ...sketches.finalize },
      },
      'koji',
    ),
    'finalize',
    present,
  )
}

describe('the status of a plain compose', () => {
  it.each<[string, JobSketch, string, string]>([
    ['waits for its manifest', { state: 'waiting' }, 'pending', 'pending'],
    ['waits for a worker', { state: 'ready' }, 'pending', 'pending'],
    ['is being built', { state: 'running' }, 'pending', 'building'],
    ['was cancelled', { state: 'cancelled' }, 'failure', 'failure'],
    ['was built', finished(built()), 'success', 'success'],
    [
      'has a job error',
      finished({ success: false, ...failure(10, 'osbuild build failed') }),
      'failure',
      'failure',
    ],
    ['reported no success', finished({ success: false }), 'failure', 'failure'],
    [
      'reported success without the output of osbuild',
      finished({ success: true, ...failure(10, 'osbuild build failed') }),
      'success',
      'success',
    ],
  ])('of which the image %s', (_, build, status, imageStatus) => {
    expect(plain(build)).toMatchObject({ status, image_status: { status: imageStatus } })
  })

  it('refers to itself and has no koji members', () => {
    expect(plain({})).toStrictEqual({
      id: 'build',
      kind: 'ComposeStatus',
      href: '/base/composes/build',
      status: 'pending',
      image_status: { status: 'pending' },
    })
  })

  it('has no error when it was cancelled', () => {
    expect(plain({ state: 'cancelled' }).image_status).toStrictEqual({ status: 'failure' })
  })

  it('shows progress only while the build runs', () => {
    const progress = { done: 2, total: 5, subprogress: { done: 7, total: 31 } }

    expect(plain({ state: 'running', progress }).image_status).toStrictEqual({ status: 'building', progress })
    expect(plain({ ...finished(built()), progress }).image_status).toStrictEqual({ status: 'success' })
  })

  it('is refused with 1012 when the build finished without an outcome', () => {
    expect(() => plain({ state: 'finished' })).toThrow(expect.objectContaining({ number: 1012 }))
  })

  it('is refused with 26 for any other job of the graph', () => {
    const graph = makeGraph({ 'manifest=image-builder-manifest': {}, 'build=osbuild:x86_64': {} })

    expect(() => composeStatus(graph, 'manifest', present)).toThrow(expect.objectContaining({ number: 26 }))
  })
})

describe('the status of a koji compose', () => {
  it.each<[string, Parameters<typeof koji>[0], string, string[]]>([
    ['nothing has started', { init: {} }, 'pending', ['pending']],
    ['an image is being built', { builds: [{ state: 'running' }] }, 'pending', ['building']],
    [
      'the import is running',
      { builds: [finished(built())], finalize: { state: 'running' } },
      'pending',
      ['success'],
    ],
    ['everything went well', { builds: [finished(built())], finalize: finished({}) }, 'success', ['success']],
    [
      'koji-init failed before the builds ran',
      { init: finished(failure(15, 'no')), finalize: finished({}) },
      'failure',
      ['failure'],
    ],
    [
      'the import failed',
      { builds: [finished(built())], finalize: finished(failure(16, 'no')) },
      'failure',
      ['success'],
    ],
    [
      'one of two builds failed',
      {
        builds: [finished(built()), finished({ success: false, ...failure(10, 'no') })],
        finalize: finished({}),
      },
      'failure',
      ['success', 'failure'],
    ],
    [
      'osbuild failed without a job error',
      { builds: [finished({ success: true, osbuild_success: false })], finalize: finished({}) },
      'failure',
      ['failure'],
    ],
    [
      'it was cancelled',
      { builds: [{ state: 'cancelled' }], finalize: { state: 'cancelled' } },
      'failure',
      ['failure'],
    ],
  ])('in which %s', (_, sketches, status, images) => {
    const document = koji(sketches)

    expect(document.status).toBe(status)
    expect(document.image_statuses?.map((image) => image.status)).toStrictEqual(images)
    expect(document.image_status).toStrictEqual(document.image_statuses?.[0])
  })

  it('tells the Koji build once koji-init gave one', () => {
    expect(koji({ init: {} }).koji_status).toStrictEqual({})
    expect(koji({ init: finished({ build_id: 0, ...failure(15, 'no') }) }).koji_status).toStrictEqual({})
    expect(koji({}).koji_status).toStrictEqual({ build_id: 7 })
  })

  it('has no error on the images when koji-init failed before they ran', () => {
    expect(koji({ init: finished(failure(15, 'no')) }).image_status).toStrictEqual({ status: 'failure' })
  })

  it('is refused with 1015 when it has no images', () => {
    expect(() => koji({ builds: [] })).toThrow(expect.objectContaining({ number: 1015 }))
  })

  it('shows a child build by its own id like a plain compose', () => {
    const graph = makeGraph({
      'init=koji-init': finished({ build_id: 7 }),
      'build=osbuild:x86_64': { state: 'running', dependsOn: ['init'] },
      'finalize=koji-finalize': { dependsOn: ['init', 'build'] },
    })

    expect(composeStatus(graph, 'build', present)).toMatchObject({
      id: 'build',
      image_status: { status: 'building' },
    })
  })
})
