import { describe, expect, it } from '@jest/globals'
import { failure, finished, makeGraph } from '../../tests/make-graph.js'
import type { JobSketch } from '../../tests/make-graph.js'
import { composeManifests } from './compose-manifests.js'

function pieces(manifest: JobSketch) {
  const graph = makeGraph({
    'manifest=image-builder-manifest': manifest,
    'build=osbuild:x86_64': { dependsOn: ['manifest'] },
  })
  return composeManifests(graph, 'build', '/base')
}

describe('the manifests of a compose', () => {
  it('name the result of the manifest job between pieces of JSON', () => {
    expect(pieces(finished({}))).toStrictEqual([
      '{"href":"/base/composes/build/manifests","id":"build","kind":"ComposeManifests","manifests":[',
      { jobId: 'manifest', absent: 'null' },
      ']}',
    ])
  })

  it.each<JobSketch['state']>(['waiting', 'ready', 'running', 'cancelled'])(
    'are null while the manifest job is %s',
    (state) => {
      expect(pieces({ ...(state && { state }) })[1]).toBe('null')
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

  it('of a koji compose come in the order of its images', () => {
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

    expect(composeManifests(graph, 'finalize', '/base').slice(1)).toStrictEqual([
      { jobId: 'm1', absent: 'null' },
      ',',
      'null',
      ']}',
    ])
  })
})
