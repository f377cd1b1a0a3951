import fc from 'fast-check'
import { madeForAll } from './queue-model.js'
import { operatorSteps } from './queue-model-operators.js'

const choice = fc.nat(11)
const jobType = fc.constantFrom('a', 'b', madeForAll)
const role = fc.constantFrom('build' as const, 'build' as const, 'init' as const, 'finalize' as const)
const confidential = fc.constantFrom(false, false, false, true)
const channelChoice = fc.constantFrom(0, 0, 0, 1)
const onFailure = fc.constantFrom(null, '{"job_error":{"id":31}}')
const dependency = fc.record({ job: choice, stored: fc.boolean(), onFailure })

/** One call in a history. */
export const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      channel: channelChoice,
      jobs: fc.array(
        fc.record({ type: jobType, role, confidential, dependsOn: fc.array(dependency, { maxLength: 2 }) }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      channel: channelChoice,
      types: fc.constantFrom<string[]>(['a'], ['b'], ['a', 'b'], ['b', 'a']),
      workers: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('make' as const), workers: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('child' as const),
      token: choice,
      args: fc.constantFrom('"x"', '"y"'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      token: choice,
      result: fc.constantFrom('1', '2', null),
      failed: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('renew' as const, 'progress' as const, 'store' as const, 'unclaim' as const),
      token: choice,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('crash' as const), job: choice }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('reap' as const, 'sweep' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'delete' as const), compose: choice }),
  },
  ...operatorSteps,
)
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
export type StepOf<Name extends Step['do']> = Extract<Step, { do: Name }>
