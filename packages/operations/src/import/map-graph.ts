import { argsFault, isJobTypeName, jobTypes, wireType, type JobRole } from '@composer/contracts'
import type { JobState } from '@composer/jobqueue'
import { isComplete, kindOf, roleOf, type ImportedKind } from './job-roles.js'
import { isOver, type Moment, type ReferenceGraph, type ReferenceJob } from './reference-job.js'

/** A job as it is stored here, without its args and result. */
export interface ImportedJob {
  id: string
  type: string
  role: JobRole
  channel: string
  /** `running` is none of them: the tokens of running jobs are unknown here. */
  state: Exclude<JobState, 'running'>
  position: number
  unmet: number
  attempt: number
  token: string | null
  awaited: boolean
  /** The args are erased: the job is over, and they may hold secrets. */
  argsErased: boolean
  confidential: boolean
  queuedAt: Moment
  startedAt: Moment | null
  finishedAt: Moment | null
  /** In order, without those that are not here. */
  dependsOn: string[]
}

export interface ImportedCompose {
  id: string
  channel: string
  kind: ImportedKind
  createdAt: Moment
  /** Null: the reference did not say. */
  expiresAt: Moment | null
  jobs: ImportedJob[]
  /** What of the graph could not be kept, for the report. */
  notes: string[]
}

export type Mapped = { compose: ImportedCompose } | { leftOut: 'unfinished' | 'unreadable'; reason: string }

export interface MappingOptions {
  /** States of jobs of other composes, by id; a job that is in none of them is not here. */
  elsewhere: ReadonlyMap<string, JobState>
  /** What becomes of a compose that is not over. */
  unfinished: 'leave' | 'requeue'
  /** Args of jobs that would be handed out anew, as JSON text. */
  args: ReadonlyMap<string, string>
  /** A graph whose root is no end of a compose, or that has open jobs when it is over, counts when that was before this. */
  settledBefore: Moment
}

/** Pure: what becomes of one graph of the reference. */
export function mapGraph(graph: ReferenceGraph, options: MappingOptions): Mapped {
  const { root, jobs } = graph
  const unreadable = faultOf(graph)
  if (unreadable) return { leftOut: 'unreadable', reason: unreadable }
  if (!isOver(root)) {
    const refusal = whyNotAnew(graph, options)
    if (refusal) return { leftOut: 'unfinished', reason: refusal }
  }
  if (!isComplete(graph) && root.queuedAt > options.settledBefore)
    return { leftOut: 'unfinished', reason: 'it is so new that more jobs may belong to it' }
  const open = jobs.find((job) => !isOver(job))
  // The errors of such a job are part of the status of a compose that is over; the reference ends it within minutes.
  if (open && (root.finishedAt ?? '') > options.settledBefore)
    return { leftOut: 'unfinished', reason: `it ended a moment ago, and its job ${open.id} has not` }

  const states = new Map(options.elsewhere)
  const last = lastMoment(jobs)
  const notes: string[] = []
  const mapped = jobs.map((job, position): ImportedJob => {
    const dependsOn = job.dependsOn.filter((id) => states.has(id))
    const lost = job.dependsOn.filter((id) => !states.has(id))
    if (lost.length > 0) notes.push(`job ${job.id} needed ${lost.join(', ')}, which is not here`)
    const state = stateOf(job, isOver(root), dependsOn, states)
    states.set(job.id, state)
    return { ...describe(job, state, last), position, dependsOn, unmet: unmetOf(state, dependsOn, states) }
  })
  const { id, channel, queuedAt, expiresAt } = root
  return {
    compose: { id, channel, kind: kindOf(graph), createdAt: queuedAt, expiresAt, jobs: mapped, notes },
  }
}

function faultOf({ jobs }: ReferenceGraph): string | undefined {
  for (const { id, type, dependsOn } of jobs) {
    if (roleOf(type) === undefined)
      return `job ${id} has the type '${type}', which this release does not know`
    if (new Set(dependsOn).size < dependsOn.length) return `job ${id} needs another job twice`
  }
  return undefined
}

/** Why a compose that is not over is left out. */
function whyNotAnew(
  { root, jobs }: ReferenceGraph,
  { unfinished, args, elsewhere }: MappingOptions,
): string | undefined {
  if (unfinished === 'leave')
    return root.startedAt === null ? 'its last job has not begun' : 'its last job is running'
  for (const job of jobs.filter((one) => !isOver(one))) {
    const name = wireType(job.type)
    if (!isJobTypeName(name) || jobTypes[name].claimableBy === 'server')
      return `job ${job.id} is unfinished, and jobs of type ${name} are done by the reference itself`
    const fault = faultOfArgs(name, args.get(job.id))
    if (fault) return `job ${job.id} is unfinished, and cannot be handed out here: ${fault}`
    const lost = job.dependsOn.find((id) => !elsewhere.has(id) && !jobs.some((one) => one.id === id))
    if (lost) return `job ${job.id} is unfinished, and needs job ${lost}, which is not here`
  }
  return undefined
}

/** What the reference enqueued for workers is left to them. A manifest it makes of what it has in memory. */
function faultOfArgs(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return 'it has no args'
  const fault = name === 'manifest-id-only' ? argsFault(name, JSON.parse(text)) : undefined
  return fault && `its manifest can be made by the reference only (${fault})`
}

/** A job that is not over and whose compose is can change nothing any more. */
function stateOf(
  job: ReferenceJob,
  composeIsOver: boolean,
  dependsOn: readonly string[],
  states: ReadonlyMap<string, JobState>,
): ImportedJob['state'] {
  if (job.finishedAt !== null) return 'finished'
  if (job.canceled || composeIsOver) return 'cancelled'
  // As here: what needs a cancelled job is cancelled with it.
  if (dependsOn.some((id) => states.get(id) === 'cancelled')) return 'cancelled'
  return dependsOn.every((id) => states.get(id) === 'finished') ? 'ready' : 'waiting'
}

const unmetOf = (
  state: JobState,
  dependsOn: readonly string[],
  states: ReadonlyMap<string, JobState>,
): number => (state === 'waiting' ? dependsOn.filter((id) => states.get(id) !== 'finished').length : 0)

function describe(
  job: ReferenceJob,
  state: ImportedJob['state'],
  last: Moment,
): Omit<ImportedJob, 'position' | 'dependsOn' | 'unmet'> {
  const { id, type, channel, queuedAt, retries } = job
  const role = roleOf(type)
  if (!role) throw new Error(`there is no role for type ${type}`)
  const name = wireType(type)
  const rules = isJobTypeName(name) ? jobTypes[name] : { awaited: false, confidential: true }
  const isEnded = state === 'finished' || state === 'cancelled'
  const startedAt = isEnded ? job.startedAt : null
  return {
    id,
    type,
    role,
    channel,
    state,
    attempt: startedAt === null ? retries : retries + 1,
    // A cancelled attempt is over as well, and nobody here has a lease of it.
    token: state === 'finished' ? job.token : null,
    awaited: rules.awaited,
    confidential: rules.confidential,
    argsErased: isEnded && rules.confidential,
    queuedAt,
    startedAt,
    // The reference does not say when a job was cancelled: with the last thing that happened to its compose.
    finishedAt: job.finishedAt ?? (isEnded ? last : null),
  }
}

function lastMoment(jobs: readonly ReferenceJob[]): Moment {
  const moments = jobs.flatMap((job) => [job.queuedAt, job.startedAt ?? '', job.finishedAt ?? ''])
  return moments.reduce((latest, one) => (one > latest ? one : latest), '')
}
