import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { InvalidGraphError } from './errors.js'
import { planEdges } from './plan-edges.js'
import type { NewGraph, NewJob } from './types.js'

const job = (ref: string, ...dependsOn: NewJob['dependsOn']): NewJob => ({
  ref,
  type: 'a',
  role: 'build',
  args: '{}',
  dependsOn,
})
const graph = (...jobs: NewJob[]): NewGraph => ({
  channel: '',
  kind: 'image',
  jobs,
  request: null,
  retentionSeconds: 1,
})
/** `id-000`, `id-001`, … in the order in which they are asked for. */
const ascending = () => {
  let last = 0
  return () => `id-${String(last++).padStart(3, '0')}`
}

describe('planEdges', () => {
  it('names the compose after the last job, and keeps the order of jobs and dependencies', () => {
    const planned = planEdges(
      graph(
        job('a'),
        job('b'),
        job('c', { ref: 'b' }, { jobId: 'stored', failureResult: '{}' }, { ref: 'a' }),
      ),
      ascending(),
    )
    expect(planned.composeId).toBe(planned.jobIds.get('c'))
    expect(planned.ids).toEqual(['a', 'b', 'c'].map((ref) => planned.jobIds.get(ref)))
    expect(planned.edges).toEqual([
      { jobId: 'id-002', position: 0, dependencyId: 'id-001', failureResult: null },
      { jobId: 'id-002', position: 1, dependencyId: 'stored', failureResult: '{}' },
      { jobId: 'id-002', position: 2, dependencyId: 'id-000', failureResult: null },
    ])
  })

  it('gives dependencies smaller ids than their dependents, in whatever order the jobs come', () => {
    const size = 8
    const edges = fc.uniqueArray(
      fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([from, to]) => from < to),
      { selector: String },
    )
    const order = fc.shuffledSubarray([...Array(size).keys()], { minLength: size })
    fc.assert(
      fc.property(edges, order, (pairs, shuffled) => {
        const jobs = shuffled.map((n) =>
          job(String(n), ...pairs.filter(([, to]) => to === n).map(([from]) => ({ ref: String(from) }))),
        )
        const planned = planEdges(graph(...jobs), ascending())
        for (const { jobId, dependencyId } of planned.edges) expect(dependencyId < jobId).toBe(true)
        expect(planned.edges).toHaveLength(pairs.length)
      }),
    )
  })

  it.each([
    ['no job', graph(), 'A graph needs at least one job'],
    ['two jobs of one name', graph(job('a'), job('a')), 'Two jobs of the graph have the same ref'],
    [
      'a dependency on nothing',
      graph(job('a', { ref: 'b' })),
      "Job 'a' depends on 'b', which is not in the graph",
    ],
    [
      'a circle',
      graph(job('a', { ref: 'b' }), job('b', { ref: 'a' })),
      'Jobs of the graph depend on each other in a circle: a, b',
    ],
    [
      'a dependency named twice',
      graph(job('a'), job('b', { ref: 'a' }, { ref: 'a' })),
      'A job of the graph depends on another one twice',
    ],
    ['a job that waits for itself', graph(job('a', { ref: 'a' })), 'in a circle: a'],
  ])('refuses %s', (_, broken, message) => {
    expect(() => planEdges(broken, ascending())).toThrow(InvalidGraphError)
    expect(() => planEdges(broken, ascending())).toThrow(message)
  })
})
