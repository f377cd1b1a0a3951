import type { ClaimedJob, JobQueue, NewDependency, NewGraph, NewJob } from '@composer/jobqueue'

export const channel = 'org-a'

/** A job whose args say its ref; for the queue, one role is like another. A dependency given as text is a ref. */
export const job = (ref: string, type: string, ...dependsOn: (string | NewDependency)[]): NewJob => ({
  ref,
  type,
  role: 'build',
  args: `{"ref":"${ref}"}`,
  dependsOn: dependsOn.map((dependency) =>
    typeof dependency === 'string' ? { ref: dependency } : dependency,
  ),
})

export const graph = (...jobs: NewJob[]): NewGraph => ({
  channel,
  kind: 'image',
  jobs,
  request: null,
  retentionSeconds: 3600,
})

/** One job of type `a`. */
export const single = (): NewGraph => graph(job('a', 'a'))

/** A manifest and the build that needs it. */
export const image = (): NewGraph => graph(job('manifest', 'manifest'), job('build', 'build', 'manifest'))

export const claimOne = async (queue: JobQueue, ...types: string[]): Promise<ClaimedJob | undefined> =>
  (await queue.claim({ channel, types, workers: [null] }))[0]

export async function mustClaim(queue: JobQueue, ...types: string[]): Promise<ClaimedJob> {
  const claimed = await claimOne(queue, ...types)
  if (!claimed) throw new Error(`No job of ${types.join(', ')} is ready`)
  return claimed
}

export const finish = (queue: JobQueue, token: string, result = '{}') =>
  queue.finish({ token, channel, result, outcome: {}, failed: false })

export const fail = (queue: JobQueue, token: string) =>
  queue.finish({
    token,
    channel,
    result: '{"job_error":{"id":1,"reason":"x"}}',
    outcome: { job_error: { id: 1, reason: 'x' } },
    failed: true,
  })
