import { describe, expect, it } from '@jest/globals'
import { missedObjectives } from './objectives.js'
import { createRecorder, type Tally } from './recorder.js'
import { renderReport } from './render-report.js'
import type { LoadReport } from './run-load.js'

const makeTally = (overrides: Partial<Tally>): Tally => ({
  name: 'GET /composes/{id}',
  count: 1000,
  failed: 0,
  mean: 5,
  p50: 4,
  p95: 20,
  p99: 40,
  max: 90,
  failures: [],
  ...overrides,
})

const makeReport = (overrides: Partial<LoadReport>): LoadReport => ({
  seconds: 10,
  tallies: [makeTally({})],
  composes: { success: 10, failure: 0, lost: 0 },
  turnaround: { p50: 1000, p95: 2000 },
  jobs: 20,
  ...overrides,
})

describe('the tally of calls', () => {
  it('knows count, mean and percentiles of the answered ones, and the first failures', () => {
    const recorder = createRecorder()
    for (let ms = 100; ms >= 1; ms -= 1) recorder.succeeded('a', ms)
    for (let number = 1; number <= 7; number += 1) recorder.failed('a', `failure ${number}`)
    expect(recorder.tallies()).toEqual([
      {
        name: 'a',
        count: 107,
        failed: 7,
        mean: 50.5,
        p50: 50,
        p95: 95,
        p99: 99,
        max: 100,
        failures: ['failure 1', 'failure 2', 'failure 3', 'failure 4', 'failure 5'],
      },
    ])
  })

  it('counts a call that only failed', () => {
    const recorder = createRecorder()
    recorder.failed('b', 'refused')
    expect(recorder.tallies()).toMatchObject([{ name: 'b', count: 1, failed: 1, mean: 0, p95: 0 }])
  })
})

describe('the objectives', () => {
  it.each<[string, Partial<LoadReport>, RegExp | undefined]>([
    ['are met by quick answers', {}, undefined],
    ['are missed with a slow p95', { tallies: [makeTally({ p95: 201 })] }, /p95 is 201 ms, at most 200/],
    ['allow more for a compose', { tallies: [makeTally({ name: 'POST /compose', p95: 499 })] }, undefined],
    [
      'ask no latency of a long poll',
      { tallies: [makeTally({ name: 'POST /jobs (long poll)', p95: 30_000 })] },
      undefined,
    ],
    ['allow one failure in a hundred calls', { tallies: [makeTally({ failed: 10 })] }, undefined],
    [
      'are missed with more failures',
      { tallies: [makeTally({ failed: 11, failures: ['503'] })] },
      /11 of 1000 failed.*503/,
    ],
    [
      'are missed when a compose is lost',
      { composes: { success: 9, failure: 0, lost: 1 } },
      /never came to an end/,
    ],
    ['are missed when a compose fails', { composes: { success: 9, failure: 1, lost: 0 } }, /composes failed/],
    ['are missed when nothing happened', { composes: { success: 0, failure: 0, lost: 0 } }, /no compose/],
  ])('%s', (_, overrides, sentence) => {
    const missed = missedObjectives(makeReport(overrides))
    expect(missed).toEqual(sentence ? [expect.stringMatching(sentence)] : [])
  })
})

describe('the printed report', () => {
  it('has a line per call and one about the composes', () => {
    const lines = renderReport(makeReport({})).split('\n')
    expect(lines[1]?.split(/ {2,}/)).toEqual([
      'GET /composes/{id}',
      '1000',
      '0',
      '100.0',
      '5.0',
      '4.0',
      '20.0',
      '40.0',
      '90.0',
    ])
    expect(lines).toContain('composes: 10 succeeded, 0 failed, 0 lost; 20 jobs reported')
  })
})
