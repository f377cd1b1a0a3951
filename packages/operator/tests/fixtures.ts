import type { ClaimedJob, JobQueue, NewGraph, NewJob, ReportAnswer } from '@composer/jobqueue'

export const channel = 'org-a'
export const act = { actor: 'alice', reason: 'night shift' }

type Part = Pick<NewJob, 'ref' | 'type' | 'role'> & { needs?: string[]; confidential?: boolean }

export const graph = (parts: Part[], more: Partial<NewGraph> = {}): NewGraph => ({
  channel,
  kind: 'image',
  jobs: parts.map(({ needs = [], ...part }) => ({
    ...part,
    args: `{"ref":"${part.ref}"}`,
    dependsOn: needs.map((ref) => ({ ref })),
  })),
  request: JSON.stringify({ distribution: 'fedora-43', image_request: { image_type: 'guest-image' } }),
  retentionSeconds: 3600,
  ...more,
})

/** A manifest and the build that needs it. */
export const image = (more: Partial<NewGraph> = {}): NewGraph =>
  graph(
    [
      { ref: 'manifest', type: 'image-builder-manifest', role: 'manifest' },
      { ref: 'build', type: 'osbuild:x86_64', role: 'build', needs: ['manifest'] },
    ],
    more,
  )

/** A koji compose of one image. */
export const koji = (): NewGraph =>
  graph(
    [
      { ref: 'init', type: 'koji-init', role: 'init' },
      { ref: 'manifest', type: 'image-builder-manifest', role: 'manifest' },
      { ref: 'build', type: 'osbuild:x86_64', role: 'build', needs: ['init', 'manifest'] },
      { ref: 'finalize', type: 'koji-finalize', role: 'finalize', needs: ['init', 'build'] },
    ],
    { kind: 'koji' },
  )

export async function claimOne(
  queue: JobQueue,
  type: string,
  lane = channel,
): Promise<ClaimedJob | undefined> {
  return (await queue.claim({ channel: lane, types: [type], workers: [null] }))[0]
}

export async function mustClaim(queue: JobQueue, type: string): Promise<ClaimedJob> {
  const job = await claimOne(queue, type)
  if (!job) throw new Error(`No ${type} job is ready`)
  return job
}

export const succeed = (queue: JobQueue, { token }: ClaimedJob, outcome: object = {}) =>
  queue.finish({ token, channel, result: '{}', outcome, failed: false })

export const fail = (queue: JobQueue, { token }: ClaimedJob, id = 10) =>
  queue.finish({
    token,
    channel,
    result: `{"job_error":{"id":${id},"reason":"broken"}}`,
    outcome: { job_error: { id, reason: 'broken' } },
    failed: true,
  })

/** Claims the ready job of a type and ends it. */
export const work = async (
  queue: JobQueue,
  type: string,
  end: (queue: JobQueue, job: ClaimedJob) => Promise<ReportAnswer> = succeed,
) => end(queue, await mustClaim(queue, type))
