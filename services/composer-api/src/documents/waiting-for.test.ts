import { describe, expect, it } from '@jest/globals'
import { finished, makeGraph } from '../../tests/make-graph.js'
import type { JobSketch } from '../../tests/make-graph.js'
import { composeStatus } from './compose-status.js'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const present = { basePath: '/base', artifactPath: () => '', now: at(30) }
const ready = (second: number, more: JobSketch = {}): JobSketch => ({
  state: 'ready',
  readyAt: at(second),
  ...more,
})

describe('what a compose waits for', () => {
  it('is a maker, then workers of the tenant, then workers of the architecture', () => {
    const steps: [Record<string, JobSketch>, unknown][] = [
      [
        { 'manifest=manifest-id-only': ready(1), 'build=osbuild:aarch64': { dependsOn: ['manifest'] } },
        [{ job_type: 'manifest-id-only', since: '2026-01-01T00:00:01.000Z' }],
      ],
      [
        {
          'manifest=manifest-id-only': { state: 'running' },
          'child=depsolve': ready(2, { parentId: 'manifest' }),
          'build=osbuild:aarch64': { dependsOn: ['manifest'] },
        },
        [{ job_type: 'depsolve', since: '2026-01-01T00:00:02.000Z' }],
      ],
      [
        {
          'manifest=manifest-id-only': finished({}),
          'build=osbuild:aarch64': ready(3, { dependsOn: ['manifest'] }),
        },
        [{ job_type: 'osbuild', architecture: 'aarch64', since: '2026-01-01T00:00:03.000Z' }],
      ],
      [
        {
          'manifest=manifest-id-only': finished({}),
          'build=osbuild:aarch64': { state: 'running', dependsOn: ['manifest'] },
        },
        undefined,
      ],
    ]
    for (const [sketches, expected] of steps) {
      expect(composeStatus(makeGraph(sketches), 'build', present).waiting_for).toStrictEqual(expected)
    }
  })

  it('names each kind of job once, the longest wait first; a build of a koji compose only its own', () => {
    const graph = makeGraph(
      {
        'init=koji-init': ready(4),
        'm0=manifest-id-only': ready(3),
        'b0=osbuild:x86_64': { dependsOn: ['init', 'm0'] },
        'm1=manifest-id-only': finished({}),
        'b1=osbuild:x86_64': { dependsOn: ['init', 'm1'] },
        'finalize=koji-finalize': { dependsOn: ['init', 'b0', 'b1'] },
      },
      'koji',
    )
    const kinds = (id: string) =>
      composeStatus(graph, id, present).waiting_for?.map(({ job_type: type }) => type)

    expect(kinds('finalize')).toStrictEqual(['manifest-id-only', 'koji-init'])
    expect(kinds('b1')).toStrictEqual(['koji-init'])
  })

  it('is nothing that became ready just now', () => {
    const graph = makeGraph({ 'build=osbuild:x86_64': ready(21) })

    expect(composeStatus(graph, 'build', present)).not.toHaveProperty('waiting_for')
  })

  it('is nothing that follows the build', () => {
    const graph = makeGraph({
      'build=osbuild:x86_64': finished({ success: true }),
      'share=aws-ec2-share': ready(1, { dependsOn: ['build'] }),
    })

    expect(composeStatus(graph, 'share', present)).not.toHaveProperty('waiting_for')
  })
})
