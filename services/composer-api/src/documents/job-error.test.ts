import { describe, expect, it } from '@jest/globals'
import { failure, finished, makeGraph } from '../../tests/make-graph.js'
import type { JobSketch } from '../../tests/make-graph.js'
import { describeJobError } from './job-error.js'

function errorOf(name: string, sketches: Record<string, JobSketch>) {
  const graph = makeGraph(sketches)
  const job = graph.jobs.find(({ id }) => id === name)
  return job && describeJobError(graph, job)
}

describe('the error of a job', () => {
  it('is absent without a job error', () => {
    expect(errorOf('build', { build: finished({ success: false }) })).toBeUndefined()
  })

  it('is as reported when the job itself failed', () => {
    const error = { id: 10, reason: 'osbuild build failed', details: ['a', { b: 1 }] }

    expect(
      errorOf('build', {
        manifest: finished(failure(8, 'x')),
        build: finished({ job_error: error }, ['manifest']),
      }),
    ).toStrictEqual(error)
  })

  it('replaces the details of a dependency error by the errors found below, recursively', () => {
    const error = errorOf('build', {
      depsolve: finished(failure(22, 'DNF error occurred: MarkingErrors', 'no such package')),
      manifest: finished(failure(5, 'Error in depsolve job dependency', 'gone'), ['depsolve']),
      build: finished(failure(9, 'Manifest dependency failed', 'gone too'), ['manifest']),
    })

    expect(error).toStrictEqual({
      id: 9,
      reason: 'Manifest dependency failed',
      details: [
        {
          id: 5,
          reason: 'Error in depsolve job dependency',
          details: [{ id: 22, reason: 'DNF error occurred: MarkingErrors', details: 'no such package' }],
        },
      ],
    })
  })

  it('finds the error of a solver job below the manifest job that asked for it', () => {
    const error = errorOf('build', {
      manifest: finished(failure(5, 'Error in depsolve job dependency', [{ id: 20 }])),
      solved: { ...finished({}), parentId: 'manifest' },
      unsolved: {
        ...finished(failure(20, 'DNF error occurred: DepsolveError', 'missing packages: vim-nox')),
        parentId: 'manifest',
      },
      build: finished(failure(9, 'Manifest dependency failed'), ['manifest']),
    })

    expect(error).toStrictEqual({
      id: 9,
      reason: 'Manifest dependency failed',
      details: [
        {
          id: 5,
          reason: 'Error in depsolve job dependency',
          details: [
            { id: 20, reason: 'DNF error occurred: DepsolveError', details: 'missing packages: vim-nox' },
          ],
        },
      ],
    })
  })

  it('lists several failed dependencies in dependency order', () => {
    const error = errorOf('build', {
      manifest: finished(failure(8, 'manifest')),
      init: finished(failure(15, 'init')),
      build: finished(failure(26, 'Dependency failed'), ['init', 'manifest']),
    })

    expect(error?.details).toStrictEqual([
      { id: 15, reason: 'init' },
      { id: 8, reason: 'manifest' },
    ])
  })

  it('names an error on two ways once for each', () => {
    const error = errorOf('build', {
      init: finished(failure(15, 'init')),
      left: finished(failure(26, 'left'), ['init']),
      right: finished(failure(26, 'right'), ['init']),
      build: finished(failure(26, 'build'), ['left', 'right']),
    })

    expect(error?.details).toStrictEqual([
      { id: 26, reason: 'left', details: [{ id: 15, reason: 'init' }] },
      { id: 26, reason: 'right', details: [{ id: 15, reason: 'init' }] },
    ])
  })

  it('keeps the reported details when no dependency has an error', () => {
    const error = errorOf('build', {
      manifest: finished({}),
      build: finished(failure(9, 'Manifest dependency failed', 'told by the worker'), ['manifest']),
    })

    expect(error?.details).toBe('told by the worker')
  })

  it.each([5, 9, 26, 28])('of id %i never carries an empty list', (id) => {
    expect(errorOf('build', { build: finished(failure(id, 'reason', [])) })).toStrictEqual({
      id,
      reason: 'reason',
    })
  })
})
