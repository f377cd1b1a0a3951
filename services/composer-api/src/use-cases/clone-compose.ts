import { randomUUID } from 'node:crypto'
import { toGraphJobs } from '@composer/contracts'
import type { OsbuildOutcome } from '@composer/contracts'
import type { JobRow } from '@composer/jobqueue'
import type { ComposerContext } from '../context.js'
import { singleBuild } from '../documents/compose-roles.js'
import { hasFailed } from '../documents/image-status.js'
import { awsOutcome, osbuildOutcome } from '../documents/outcomes.js'
import { uploadStatuses } from '../documents/upload-status.js'
import { refusal } from '../errors.js'
import { planClone } from '../plan/plan-clone.js'
import { checkQueuedJobs } from './check-queued-jobs.js'
import { enqueueGraph } from './enqueue-graph.js'
import { readOwnGraph } from './read-own-graph.js'

export interface CloneCompose {
  composeId: string
  channel: string
  region: string
  /** AWS accounts to share with, in addition to those the image is shared with already. */
  accounts: string[]
}

/**
 * Copies the AWS image of a successful compose to another region, shares it with more accounts, or both.
 * @returns the id of the last job of the clone; the compose id when there is nothing to do
 * @throws errors 15, 26, 31, 32, 429, 1006, 1007, 1012, 1005
 */
export async function cloneCompose(context: ComposerContext, wanted: CloneCompose): Promise<string> {
  const graph = await readOwnGraph(context.queue, wanted.composeId, wanted.channel)
  const build = singleBuild(graph, wanted.composeId)
  const target = onlyTarget(build, context)
  const original = await originalAccounts(context, build.id)
  const image = awsImage(target)
  const copyId = image.region === wanted.region ? undefined : await findCopy(context, build.id, wanted.region)
  const plan = planClone(
    {
      buildJobId: build.id,
      image,
      region: wanted.region,
      accounts: [...new Set([...original, ...wanted.accounts])],
      ...(copyId !== undefined && { existingCopyJobId: copyId }),
    },
    { newId: randomUUID },
  )
  if (!plan) return copyId ?? wanted.composeId
  const { channel } = wanted
  await checkQueuedJobs(context, channel)
  const clone = { kind: 'clone', channel, jobs: toGraphJobs(plan), request: null } as const
  return (await enqueueGraph(context, clone)).composeId
}

type TargetResult = NonNullable<OsbuildOutcome['target_results']>[number]

function onlyTarget(build: JobRow, context: ComposerContext): TargetResult {
  if (build.state !== 'finished' || hasFailed(build)) throw refusal(31)
  const results = osbuildOutcome(build)?.target_results ?? []
  const [first, second] = results
  if (!first) throw refusal(1012, `compose ${build.id} has no upload`)
  if (second) throw refusal(1006, `compose ${build.id} has ${results.length} uploads`)
  uploadStatuses(build, context.presentation.artifactPath)
  return first
}

function awsImage({ name, options }: TargetResult): { ami: string; region: string } {
  const { ami, region } = options ?? {}
  if (name !== 'org.osbuild.aws') throw refusal(32, `uploads of type ${name} cannot be cloned`)
  if (typeof ami === 'string' && typeof region === 'string') return { ami, region }
  throw refusal(1012, 'the AWS upload names no image and region')
}

/** The accounts that the compose request named; they are stored only in the args of the build. */
async function originalAccounts({ queue }: ComposerContext, buildJobId: string): Promise<string[]> {
  const args = JSON.parse((await queue.readArgs(buildJobId)) ?? '{}') as {
    targets?: { options?: { shareWithAccounts?: string[] | null } }[]
  }
  const [target, second] = args.targets ?? []
  if (!target || second)
    throw refusal(1006, `build ${buildJobId} was planned with ${args.targets?.length ?? 0} targets`)
  return target.options?.shareWithAccounts ?? []
}

/** An earlier copy of this image that is in the region already. */
async function findCopy(
  { queue }: ComposerContext,
  buildJobId: string,
  region: string,
): Promise<string | undefined> {
  const copies = await queue.readDependents(buildJobId, 'copy')
  const usable = copies.find((copy) => {
    const outcome = copy.state === 'finished' && !copy.failed ? awsOutcome(copy) : null
    return outcome !== null && !outcome.job_error && outcome.region === region
  })
  return usable?.id
}
