import { describe, expect, it } from '@jest/globals'
import {
  archOf,
  argsFault,
  checkJobTypes,
  clientErrors,
  digestResult,
  errorClass,
  isDependencyError,
  isEndedType,
  isJobTypeName,
  jobTypes,
  storedType,
  wireType,
  type JobTypeName,
} from '@composer/contracts'
import { examples } from './job-examples.js'

const names = Object.keys(jobTypes) as JobTypeName[]
const digest = (type: string, result: unknown) => digestResult(type, Buffer.from(JSON.stringify(result)))

describe('the job types', () => {
  it('are complete', () => {
    expect(() => {
      checkJobTypes()
    }).not.toThrow()
    expect(names.sort()).toEqual(Object.keys(examples).sort())
  })

  it.each(names)('accept the args and the result of %s that workers of today know', (name) => {
    const { args, result } = examples[name]
    expect(argsFault(name, args)).toBeUndefined()
    const { outcome, failed, misfit } = digest(storedType(name, 'x86_64'), result)
    expect({ failed, misfit, error: outcome.job_error }).toEqual({ failed: false })
  })

  it.each(names)('let unknown members of %s pass', (name) => {
    const { args, result } = examples[name]
    expect(argsFault(name, { ...(args as object), of_tomorrow: [1] })).toBeUndefined()
    expect(
      digest(name, { ...(result as object), of_tomorrow: [1], progress: { done: 1, total: 2 } }).misfit,
    ).toBeUndefined()
  })

  it.each(names)('take the error that a %s job reports, whatever else is null', (name) => {
    const nulls = Object.fromEntries(
      Object.keys(examples[name].result as object).map((member) => [member, null]),
    )
    const error = { id: 29, reason: 'bad args', details: { a: 1 } }
    expect(digest(name, { ...nulls, job_error: error })).toMatchObject({
      failed: true,
      outcome: { job_error: error },
    })
    expect(digest(name, { job_error: error })).toMatchObject({ failed: true, outcome: { job_error: error } })
  })

  it('are bound to an architecture where the build or the container is', () => {
    expect(names.filter((name) => jobTypes[name].archBound)).toEqual(['osbuild'])
    expect(storedType('osbuild', 'aarch64')).toBe('osbuild:aarch64')
    expect(storedType('depsolve', 'aarch64')).toBe('depsolve')
    expect(storedType('of-tomorrow', 'aarch64')).toBe('of-tomorrow')
    expect([wireType('osbuild:aarch64'), archOf('osbuild:aarch64'), archOf('depsolve')]).toEqual([
      'osbuild',
      'aarch64',
      '',
    ])
  })

  it('are kept from workers where makers or the server do them', () => {
    const kept = (by: string) => names.filter((name) => jobTypes[name].claimableBy === by)
    expect([kept('makers'), kept('server')]).toEqual([['manifest-id-only'], ['bootc-pre-manifest']])
  })

  it('are not joined by those whose jobs only come with the history of another installation', () => {
    for (const name of ['file-resolve', 'bootc-info-resolve', 'bootc-manifest']) {
      expect({ [name]: [isEndedType(name), isJobTypeName(name)] }).toEqual({ [name]: [true, false] })
      const error = { id: 40, reason: 'it failed' }
      expect(digest(name, { job_error: error, infos: null }).outcome).toEqual({ job_error: error })
    }
    expect(digest('bootc-manifest', {}).misfit).toBeDefined()
  })

  it('do not include what an object inherits', () => {
    expect(['constructor', 'toString', '__proto__'].map(isJobTypeName)).toEqual([false, false, false])
    expect(() => digestResult('toString', Buffer.from('{}'))).toThrow("no job type 'toString'")
  })
})

describe('the args of a job', () => {
  it.each<[JobTypeName, unknown, string]>([
    ['osbuild', { targets: [] }, 'targets must NOT have fewer than 1 items'],
    [
      'osbuild',
      { targets: [{ name: 'org.osbuild.aws', image_name: 'x', osbuild_artifact: {} }] },
      'targets[0].options is missing',
    ],
    [
      'depsolve',
      { grouped_package_sets: {}, arch: 'x86_64', releasever: '9' },
      'module_platform_id is missing',
    ],
    ['image-builder-manifest', { Args: { Distro: 'x' }, ExtraEnv: null }, 'Args.Arch is missing'],
    [
      'ostree-resolve',
      { ostree_resolve_specs: [{ url: 'x', ref: 'y' }] },
      'ostree_resolve_specs[0].rhsm is missing',
    ],
    ['koji-finalize', 5, 'it must be object'],
    ['aws-ec2-share', { ami: '', region: '', shareWithAccounts: [1] }, 'shareWithAccounts[0] must be string'],
  ])('of type %s are refused when they are %j', (name, args, fault) => {
    expect(argsFault(name, args)).toBe(fault)
  })

  it('of a build name a target that workers know', () => {
    const { targets } = examples.osbuild.args as { targets: object[] }
    expect(argsFault('osbuild', { targets: [{ ...targets[0], name: 'org.osbuild.moon' }] })).toContain(
      'targets[0].name must be equal to one of',
    )
  })
})

describe('the client errors', () => {
  it('are numbered without gap', () => {
    expect(clientErrors.map(({ id }) => id)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1))
  })

  it('point at dependencies where they are dependency errors', () => {
    const dependency = clientErrors.filter(({ id }) => isDependencyError(id)).map(({ id }) => id)
    expect(dependency).toEqual([5, 9, 13, 26, 31, 35, 42])
    expect(isDependencyError(999)).toBe(false)
  })

  it.each([
    [undefined, '2xx'],
    [{ id: 20, reason: '' }, '4xx'],
    [{ id: 27, reason: '' }, '5xx'],
    [{ id: 40, reason: '' }, '5xx'],
    [{ id: 41, reason: '' }, '4xx'],
    [{ id: 42, reason: '' }, '5xx'],
    [{ id: 999, reason: '' }, '5xx'],
  ])('class %j as %s', (error, expected) => {
    expect(errorClass(error)).toBe(expected)
  })
})
