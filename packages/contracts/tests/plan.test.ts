import { describe, expect, it } from '@jest/globals'
import { InvalidPlanError, renderPlan, toGraphJobs, type JobPlan, type PlannedJob } from '@composer/contracts'
import { examples } from './job-examples.js'

const manifest = (dependsOn: PlannedJob['dependsOn'] = []): PlannedJob => ({
  ref: 'manifest#0',
  type: 'image-builder-manifest',
  role: 'manifest',
  args: examples['image-builder-manifest'].args as Extract<
    PlannedJob,
    { type: 'image-builder-manifest' }
  >['args'],
  dependsOn,
})
const build = (dependsOn: PlannedJob['dependsOn'] = ['manifest#0']): PlannedJob => ({
  ref: 'build#0',
  type: 'osbuild',
  role: 'build',
  arch: 'x86_64',
  args: examples.osbuild.args as Extract<PlannedJob, { type: 'osbuild' }>['args'],
  dependsOn,
})
const containers: PlannedJob = {
  ref: 'containers#0',
  type: 'container-resolve',
  role: 'resolve',
  args: { arch: 'x86_64' },
  dependsOn: [],
}
const commits: PlannedJob = {
  ref: 'commits#0',
  type: 'ostree-resolve',
  role: 'resolve',
  args: { ostree_resolve_specs: [] },
  dependsOn: [],
}
const plan: JobPlan = [containers, commits, manifest(['containers#0', 'commits#0']), build()]

describe('renderPlan', () => {
  it('draws one line per job', () => {
    const share: PlannedJob = {
      ref: 'aws-ec2-share',
      type: 'aws-ec2-share',
      role: 'share',
      args: { ami: '', region: '', shareWithAccounts: [] },
      dependsOn: [{ jobId: 'J' }],
    }
    expect(renderPlan([...plan, share])).toBe(
      [
        'containers#0 (container-resolve)',
        'commits#0 (ostree-resolve)',
        'manifest#0 (image-builder-manifest) <- containers#0, commits#0',
        'build#0 (osbuild:x86_64) <- manifest#0',
        'aws-ec2-share <- job J',
      ].join('\n'),
    )
  })
})

describe('toGraphJobs', () => {
  it('stores args as text, types with their architecture, and roles', () => {
    const jobs = toGraphJobs(plan)
    expect(jobs.map(({ ref, type, role }) => [ref, type, role])).toEqual([
      ['containers#0', 'container-resolve', 'resolve'],
      ['commits#0', 'ostree-resolve', 'resolve'],
      ['manifest#0', 'image-builder-manifest', 'manifest'],
      ['build#0', 'osbuild:x86_64', 'build'],
    ])
    expect(JSON.parse(jobs[3]?.args ?? '')).toEqual(examples.osbuild.args)
  })

  it('fails a manifest at once when what it needs is not resolved', () => {
    const result = (id: number, reason: string) => JSON.stringify({ job_error: { id, reason } })
    expect(toGraphJobs(plan)[2]?.dependsOn).toEqual([
      { ref: 'containers#0', failureResult: result(31, 'Error in container resolve job dependency') },
      { ref: 'commits#0', failureResult: result(35, 'Error in ostree resolve job dependency') },
    ])
    expect(toGraphJobs([manifest([{ jobId: 'J' }])])[0]?.dependsOn).toEqual([
      { jobId: 'J', failureResult: result(26, 'Error in job dependency') },
    ])
  })

  it('runs every other job whatever became of its dependencies', () => {
    expect(toGraphJobs(plan)[3]?.dependsOn).toEqual([{ ref: 'manifest#0' }])
  })

  it.each<[string, JobPlan, string]>([
    [
      'an arch-bound job without an architecture',
      [manifest(), { ...build(), arch: '' }],
      "'build#0' has no architecture",
    ],
    [
      'args that do not fit',
      [{ ...containers, args: {} as never }],
      "The args of 'containers#0' do not fit container-resolve: arch is missing",
    ],
  ])('refuses %s', (_, bad, message) => {
    expect(() => toGraphJobs(bad)).toThrow(InvalidPlanError)
    expect(() => toGraphJobs(bad)).toThrow(message)
  })

  it('announces the finish of jobs that a request waits for', () => {
    const search: PlannedJob = {
      ref: 'search',
      type: 'search-packages',
      role: 'search',
      args: examples['search-packages'].args as Extract<PlannedJob, { type: 'search-packages' }>['args'],
      dependsOn: [],
    }
    expect(toGraphJobs([search])[0]?.awaited).toBe(true)
    expect(toGraphJobs(plan).map(({ awaited }) => awaited)).toEqual([false, false, false, false])
  })
})
