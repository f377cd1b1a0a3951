import { describe, expect, it } from '@jest/globals'
import { built, finished, makeGraph } from '../../tests/make-graph.js'
import type { JobSketch } from '../../tests/make-graph.js'
import { singleBuild } from './compose-roles.js'
import { pipelineNamesOf } from './pipeline-names.js'

const planned = { build: ['build'], payload: ['os', 'image'] }
const made = { build: ['build', 'target'], payload: ['image', 'qcow2'] }

function names(manifest: JobSketch, build: JobSketch) {
  const graph = makeGraph({
    'manifest=manifest-id-only': manifest,
    'build=osbuild:x86_64': { ...build, dependsOn: ['manifest'] },
  })
  return pipelineNamesOf(graph, singleBuild(graph, 'build'))
}

describe('the pipelines of a build', () => {
  it.each<[string, JobSketch, JobSketch, object | undefined]>([
    [
      'those of its manifest',
      finished({ pipeline_names: made }),
      finished({ ...built(), pipeline_names: planned }),
      made,
    ],
    [
      'those that the build reported where the manifest has none',
      finished({}),
      finished({ ...built(), pipeline_names: planned }),
      planned,
    ],
    [
      'unknown until the build has reported',
      finished({ pipeline_names: made }),
      { state: 'running' },
      undefined,
    ],
  ])('are %s', (_, manifest, build, expected) => {
    expect(names(manifest, build)).toStrictEqual(expected)
  })
})
