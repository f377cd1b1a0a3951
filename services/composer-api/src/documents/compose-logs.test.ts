import { describe, expect, it } from '@jest/globals'
import { built, finished, makeGraph } from '../../tests/make-graph.js'
import { composeLogs } from './compose-logs.js'
import { joinPieces } from './json-piece.js'

const zeroBuild = { success: false, upload_status: '', host_os: '', arch: '' }

async function logs(graph: ReturnType<typeof makeGraph>, id: string, results: Record<string, string> = {}) {
  let text = ''
  const read = async function* (jobId: string) {
    if (results[jobId] !== undefined) yield results[jobId]
  }
  for await (const piece of joinPieces(composeLogs(graph, id, '/base'), read)) text += piece.toString()
  return JSON.parse(text) as Record<string, unknown>
}

const plain = makeGraph({ 'manifest=image-builder-manifest': {}, 'build=osbuild:x86_64': finished(built()) })
const koji = makeGraph(
  {
    'init=koji-init': {},
    'one=osbuild:x86_64': {},
    'two=osbuild:aarch64': {},
    'finalize=koji-finalize': { dependsOn: ['init', 'one', 'two'] },
  },
  'koji',
)

describe('the logs of a compose', () => {
  it('are the stored result of its build', async () => {
    expect(await logs(plain, 'build', { build: '{"success":true,"anything":[1]}' })).toStrictEqual({
      href: '/base/composes/build/logs',
      id: 'build',
      kind: 'ComposeLogs',
      image_builds: [{ success: true, anything: [1] }],
    })
  })

  it('are an empty result as long as there is none', async () => {
    expect((await logs(plain, 'build')).image_builds).toStrictEqual([zeroBuild])
  })

  it('of a koji compose have a result for each image in order, and those of Koji', async () => {
    const results = { init: '{"build_id":7}', two: '{"n":2}', finalize: '{"koji_error":"x"}' }

    expect(await logs(koji, 'finalize', results)).toMatchObject({
      image_builds: [zeroBuild, { n: 2 }],
      koji: { init: { build_id: 7 }, import: { koji_error: 'x' } },
    })
  })

  it('of a koji compose without results are all empty', async () => {
    expect(await logs(koji, 'finalize')).toMatchObject({
      image_builds: [zeroBuild, zeroBuild],
      koji: { init: { build_id: 0, token: '', koji_error: '' }, import: { koji_error: '' } },
    })
  })

  it('of other jobs are refused with 26', () => {
    expect(() => composeLogs(plain, 'manifest', '/base')).toThrow(expect.objectContaining({ number: 26 }))
  })
})
