import type { JobRole } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'

/** What an id of the API names: one image, or a koji compose with all of its images. */
export type Subject = { kind: 'image'; build: JobRow } | ({ kind: 'koji' } & KojiJobs)

export interface KojiJobs {
  init: JobRow
  /** In the order of the request's images. */
  builds: [JobRow, ...JobRow[]]
  finalize: JobRow
}

/**
 * What an id names. A compose has its own id; each build can also be asked for by the id of the build, which is how
 * clients of koji composes ask for one image.
 * @throws errors 26 (the id of another kind of graph or job), 1015 (a compose without the builds it must have)
 */
export function subjectOf(graph: GraphRow, id: string): Subject {
  const { compose } = graph
  if (id !== compose.id) return { kind: 'image', build: buildWithId(graph, id) }
  switch (compose.kind) {
    case 'image':
    case 'bootc':
      return { kind: 'image', build: onlyBuild(graph) }
    case 'koji':
      return { kind: 'koji', ...kojiJobs(graph) }
    default:
      throw refusal(26)
  }
}

/** The builds that an id names, in the order of the request's images. */
export function buildsOf(subject: Subject): JobRow[] {
  return subject.kind === 'koji' ? subject.builds : [subject.build]
}

/**
 * The build of the image that an id names; a koji compose, which may have several, is not accepted.
 * @throws errors 26 and 1015
 */
export function singleBuild(graph: GraphRow, id: string): JobRow {
  const subject = subjectOf(graph, id)
  if (subject.kind === 'koji') throw refusal(26)
  return subject.build
}

/** The step of a clone, a copy or a share, that an id names. @throws error 26 when it names something else */
export function cloneStep(graph: GraphRow, id: string): JobRow {
  const step = graph.jobs.find((job) => job.id === id)
  if (graph.compose.kind === 'clone' && (step?.role === 'copy' || step?.role === 'share')) return step
  throw refusal(26)
}

/** The job that makes the manifest of a build. @throws error 15 when the build has none */
export function manifestOf(graph: GraphRow, build: JobRow): JobRow {
  const manifest = dependenciesOf(graph, build).find(has('manifest'))
  if (!manifest) throw refusal(15, `build ${build.id} has no manifest job`)
  return manifest
}

/** The jobs whose results a job needs: its dependencies in the order of its dynamic args, then its children. */
export function neededBy(graph: GraphRow, job: JobRow): JobRow[] {
  return [...dependenciesOf(graph, job), ...graph.jobs.filter(({ parentId }) => parentId === job.id)]
}

/** A job and everything that it needs directly or through others, each once, in the order of the graph. */
export function upstreamOf(graph: GraphRow, job: JobRow): JobRow[] {
  const found = new Set([job])
  // The set grows while it is walked.
  for (const one of found) for (const needed of neededBy(graph, one)) found.add(needed)
  return graph.jobs.filter((one) => found.has(one))
}

/** The jobs of the graph that a job waited for, in the order of its dynamic args. */
export function dependenciesOf(graph: GraphRow, job: JobRow): JobRow[] {
  return job.dependsOn.flatMap((id) => graph.jobs.find((one) => one.id === id) ?? [])
}

function buildWithId(graph: GraphRow, id: string): JobRow {
  const build = graph.jobs.find((job) => job.id === id)
  if (build?.role !== 'build') throw refusal(26)
  return build
}

function onlyBuild({ compose, jobs }: GraphRow): JobRow {
  const [build, ...others] = jobs.filter(has('build'))
  if (!build || others.length > 0)
    throw refusal(1015, `compose ${compose.id} does not have exactly one image build`)
  return build
}

function kojiJobs({ compose, jobs }: GraphRow): KojiJobs {
  const init = jobs.find(has('init'))
  const finalize = jobs.find(has('finalize'))
  const [first, ...others] = jobs.filter(has('build'))
  if (!init || !finalize || !first) throw refusal(1015, `koji compose ${compose.id} has no image builds`)
  return { init, builds: [first, ...others], finalize }
}

function has(role: JobRole): (job: JobRow) => boolean {
  return (job) => job.role === role
}
