import { wireType, type JobRole } from '@composer/contracts'
import type { GraphKind, GraphRow, JobRow } from '@composer/jobqueue'

/** What a test says about a job; the rest is a job that waits, in the role that plans give to its type. `dependsOn` names jobs by their names here. */
export type JobSketch = Partial<Omit<JobRow, 'id' | 'type'>>

const roles: Record<string, JobRole> = {
  'container-resolve': 'resolve',
  'ostree-resolve': 'resolve',
  depsolve: 'solve',
  'manifest-id-only': 'manifest',
  'image-builder-manifest': 'manifest',
  osbuild: 'build',
  'koji-init': 'init',
  'koji-finalize': 'finalize',
  'aws-ec2-copy': 'copy',
  'aws-ec2-share': 'share',
}

const EPOCH = new Date('2026-01-02T03:04:05Z')

/**
 * A graph from sketches: the keys are `name` or `name=type`, names serve as ids, the order is the plan's, and the last
 * one is the compose.
 */
export function makeGraph(sketches: Record<string, JobSketch>, kind: GraphKind = 'image'): GraphRow {
  const names = Object.keys(sketches).map((key) => key.split('=')[0] ?? key)
  const composeId = names.at(-1) ?? ''
  const jobs = Object.entries(sketches).map(([key, sketch], position): JobRow => {
    const [id = key, type = id] = key.split('=')
    return {
      id,
      composeId,
      type,
      role: roles[wireType(type)] ?? null,
      channel: 'org-1',
      state: 'waiting',
      attempt: 0,
      failed: false,
      outcome: null,
      progress: null,
      position,
      dependsOn: [],
      parentId: null,
      queuedAt: EPOCH,
      readyAt: null,
      startedAt: null,
      finishedAt: null,
      ...sketch,
    }
  })
  const compose = {
    id: composeId,
    channel: 'org-1',
    kind,
    externalId: null,
    createdAt: EPOCH,
    expiresAt: EPOCH,
  }
  return { compose, jobs }
}

/** A finished job with this outcome. */
export function finished(outcome: object, dependsOn?: string[]): JobSketch {
  return { state: 'finished', outcome, failed: 'job_error' in outcome, ...(dependsOn && { dependsOn }) }
}

/** The outcome of a build that went well. */
export function built(targets: object[] = []): object {
  return { success: true, osbuild_success: true, target_results: targets, arch: 'x86_64' }
}

/** An error that a job ended with. */
export function failure(id: number, reason: string, details?: unknown): { job_error: object } {
  return { job_error: { id, reason, ...(details !== undefined && { details }) } }
}
