import { describe, expect, it } from '@jest/globals'
import { failure, finished, makeGraph } from '../../tests/make-graph.js'
import type { JobSketch } from '../../tests/make-graph.js'
import { buildsWithoutManifestJob, composeManifests } from './compose-manifests.js'
import { joinPieces, type JsonPiece } from './json-piece.js'

/** The document, where the result of a job that finished is shown as `{"of":<job>}`. */
async function text(document: JsonPiece[]): Promise<unknown> {
  async function* read(jobId: string) {
    yield JSON.stringify({ of: jobId })
  }
  let joined = ''
  for await (const piece of joinPieces(document, read)) joined += piece.toString()
  return JSON.parse(joined)
}

function pieces(manifest: JobSketch) {
  const graph = makeGraph({
    'manifest=image-builder-manifest': manifest,
    'build=osbuild:x86_64': { dependsOn: ['manifest'] },
  })
  return composeManifests(graph, 'build', '/base')
}

describe('the manifests of a compose', () => {
  it('hold the result of the manifest job, which is not read before it is sent', async () => {
    expect(pieces(finished({}))).toContainEqual({ jobId: 'manifest', absent: 'null' })
    expect(await text(pieces(finished({})))).toStrictEqual({
      href: '/base/composes/build/manifests',
      id: 'build',
      kind: 'ComposeManifests',
      manifests: [{ of: 'manifest' }],
    })
  })

  it.each<JobSketch['state']>(['waiting', 'ready', 'running', 'cancelled'])(
    'are null while the manifest job is %s',
    async (state) => {
      expect(await text(pieces({ ...(state && { state }) }))).toMatchObject({ manifests: [null] })
    },
  )

  it('are refused with 11 when the manifest job failed', () => {
    expect(() => pieces(finished(failure(8, 'Error serializing manifest', 'text')))).toThrow(
      expect.objectContaining({
        number: 11,
        details: 'job "build": Code: 8, Reason: Error serializing manifest, Details: text',
      }),
    )
  })

  it('are refused with 15 for a build without a manifest job', () => {
    const graph = makeGraph({ 'build=osbuild:x86_64': {} })

    expect(() => composeManifests(graph, 'build', '/base')).toThrow(expect.objectContaining({ number: 15 }))
  })

  it('are those of the args for a build that has them there', async () => {
    const graph = makeGraph({ 'build=osbuild:x86_64': finished({}) })
    const [build] = buildsWithoutManifestJob(graph, 'build')
    const own = new Map([[build?.id ?? '', '{"version":  "2"}']])

    expect(await text(composeManifests(graph, 'build', '/base', own))).toMatchObject({
      manifests: [{ version: '2' }],
    })
  })

  it('of a koji compose come in the order of its images', async () => {
    const graph = makeGraph(
      {
        'init=koji-init': {},
        'm1=image-builder-manifest': finished({}),
        'm2=image-builder-manifest': {},
        'b1=osbuild:x86_64': { dependsOn: ['init', 'm1'] },
        'b2=osbuild:aarch64': { dependsOn: ['init', 'm2'] },
        'finalize=koji-finalize': { dependsOn: ['init', 'b1', 'b2'] },
      },
      'koji',
    )

    expect(await text(composeManifests(graph, 'finalize', '/base'))).toMatchObject({
      manifests: [{ of: 'm1' }, null],
    })
  })
})
