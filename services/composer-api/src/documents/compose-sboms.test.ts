import { describe, expect, it } from '@jest/globals'
import { makeGraph } from '../../tests/make-graph.js'
import { singleBuild } from './compose-roles.js'
import { sbomItems, sbomJobs } from './compose-sboms.js'

const pipelines = { build: ['build'], payload: ['os', 'image'] }
const items = (text: string) => sbomItems(Buffer.from(text), pipelines)

describe('the SBOMs of a result', () => {
  it('come by pipeline name with the purpose of the pipeline and the exact text of the document', () => {
    const result =
      '{"sbom_docs":{"os":{"type":"spdx","document":{ "n": 1.0 }},"build":{"document":{"n":9007199254740993}}}}'

    expect(items(result)).toStrictEqual([
      '{"pipeline_name":"build","pipeline_purpose":"buildroot","sbom_type":"spdx","sbom":{"n":9007199254740993}}',
      '{"pipeline_name":"os","pipeline_purpose":"image","sbom_type":"spdx","sbom":{ "n": 1.0 }}',
    ])
  })

  it.each(['{}', '{"sbom_docs":null}', '{"sbom_docs":{}}'])('are undefined in %s', (text) => {
    expect(items(text)).toBeUndefined()
  })

  it('are refused with 15 for a pipeline that the build does not have', () => {
    expect(() => items('{"sbom_docs":{"other":{"document":{}}}}')).toThrow(
      expect.objectContaining({ number: 15 }),
    )
  })
})

describe('where SBOMs come from', () => {
  it('is the manifest job and the depsolve job before it, not those that it asked for', () => {
    const graph = makeGraph({
      depsolve: {},
      'child=depsolve': { parentId: 'manifest' },
      'container-resolve': {},
      'manifest=manifest-id-only': { dependsOn: ['depsolve', 'container-resolve'] },
      'build=osbuild:x86_64': { dependsOn: ['manifest'] },
    })
    const build = singleBuild(graph, 'build')

    expect(sbomJobs(graph, build).map(({ id }) => id)).toStrictEqual(['manifest', 'depsolve'])
  })
})
