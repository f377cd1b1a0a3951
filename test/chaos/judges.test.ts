import { describe, expect, it } from '@jest/globals'
import { judgeErrors } from './judge-errors.js'
import { judgeReadiness, type Observation } from './judge-readiness.js'
import { readQueueMetrics, readWaitingPolls } from './read-metrics.js'

/** One question every half second; `no` are the times of a failure. */
function seen(what: Observation['what'], seconds: number, no: readonly [number, number][]): Observation[] {
  return Array.from({ length: seconds * 2 }, (_, at) => {
    const from = at * 500
    return { what, from, to: from + 100, ok: !no.some(([begin, end]) => from >= begin && from < end) }
  })
}

describe('What a service says of its readiness', () => {
  it('is right when it is told within five seconds that it cannot work', () => {
    const work = seen('work', 30, [[5000, 20_000]])
    const ready = seen('ready', 30, [[9000, 21_000]])
    expect(judgeReadiness([...work, ...ready])).toEqual([])
  })

  it('is wrong when it goes on saying that it can', () => {
    const work = seen('work', 30, [[5000, 20_000]])
    expect(judgeReadiness([...work, ...seen('ready', 30, [])])).toEqual([
      expect.stringMatching(/^said it was ready while it could do no work from/),
    ])
  })

  it('is wrong when it says so again before the end', () => {
    const work = seen('work', 30, [[5000, 20_000]])
    const ready = seen('ready', 30, [[6000, 14_000]])
    expect(judgeReadiness([...work, ...ready])).toHaveLength(1)
  })

  it('is wrong when it says for long that it cannot and does', () => {
    const ready = seen('ready', 30, [[5000, 15_000]]).map((one) =>
      one.ok ? one : { ...one, failing: ['listener'] },
    )
    expect(judgeReadiness([...seen('work', 30, []), ...ready])).toEqual([
      expect.stringMatching(/^said it was not ready while it could do its work from .* \(listener\)$/),
    ])
    expect(judgeReadiness([...seen('work', 30, []), ...seen('ready', 30, [[5000, 9000]])])).toEqual([])
  })

  it('is not wrong while an answer is late, which comes after all', () => {
    const before = seen('work', 10, [])
    const late = { what: 'work', from: 10_000, to: 20_000, ok: true } as const
    const ready = seen('ready', 25, [[10_000, 20_500]])
    expect(judgeReadiness([...before, late, ...ready])).toEqual([])
  })

  it('is not judged while that is excused', () => {
    const work = seen('work', 30, [[5000, 20_000]])
    const all = [...work, ...seen('ready', 30, [])]
    expect(judgeReadiness(all, [{ from: 5000, to: 20_000 }])).toEqual([])
  })
})

describe('What clients see of a fault', () => {
  const fault = { kind: 'x', where: 'here', begun: 1000, ended: 2000 }
  const round = { faults: [fault], begun: 1000, ended: 2000, recovered: 2500, calmMs: 100 }

  it('is errors while it lasts and five seconds more', () => {
    const { kinds, violations } = judgeErrors([round], [1500, 2600, 6900])
    expect(violations).toEqual([])
    expect(kinds['x']).toEqual({
      times: 1,
      together: 0,
      where: { here: 1 },
      longestMs: 1000,
      longestRecoveryMs: 500,
      errors: 3,
      lastErrorAfterMs: 4900,
    })
  })

  it('is judged from the end of the last of several faults of the same time', () => {
    const other = { kind: 'y', where: undefined, begun: 1200, ended: 6000 }
    const both = { ...round, faults: [fault, other], ended: 6000, recovered: 6500 }
    const { kinds, violations } = judgeErrors([both], [1100, 10_900])
    expect(violations).toEqual([])
    expect(kinds).toMatchObject({
      x: { together: 1, longestMs: 1000, longestRecoveryMs: 500, errors: 2, lastErrorAfterMs: 4900 },
      y: { together: 1, longestMs: 4800, longestRecoveryMs: 500, errors: 1, lastErrorAfterMs: 4900 },
    })
    expect(judgeErrors([both], [11_300]).violations).toEqual([
      "after 'x' and 'y' a client saw an error 5300 ms later",
    ])
  })

  it.each([
    ['a later error', [round], [7300]],
    ['a late recovery', [{ ...round, recovered: 7300 }], []],
    [
      'an error of its own behind another fault',
      [{ ...round, begun: 0, ended: 100, recovered: 200 }, round],
      [7300],
    ],
  ])('is no more than that: %s', (_what, rounds, errors) => {
    expect(judgeErrors(rounds, errors).violations).toHaveLength(1)
  })
})

describe('The metrics of the queue', () => {
  const text = [
    'image_builder_worker_pending_jobs{type="osbuild",tenant="100001"} 2',
    'image_builder_worker_pending_jobs{type="depsolve",tenant="100002"} 0',
    'image_builder_worker_running_jobs{type="osbuild",tenant="100001"} 1',
    'image_builder_worker_waiting_polls 3',
  ].join('\n')

  it('are read as the database counts jobs', () => {
    expect(readQueueMetrics(text)).toEqual({ 'osbuild 100001 pending': 2, 'osbuild 100001 running': 1 })
    expect(readWaitingPolls(text)).toBe(3)
  })
})
