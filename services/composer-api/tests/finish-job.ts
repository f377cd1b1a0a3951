import { digestResult, wireType } from '@composer/contracts'
import type { ClaimedJob, JobQueue } from '@composer/jobqueue'

/** Takes the next job of a type, as a worker of the channel would. */
export async function claimJob(queue: JobQueue, type: string, channel = ''): Promise<ClaimedJob> {
  const [job] = await queue.claim({ channel, types: [type], workers: [null] })
  if (!job) throw new Error(`no ${type} job is ready on channel '${channel}'`)
  return job
}

/** Takes the next job of a type and ends it with this result, digested as worker-api does it. */
export async function finishJob(
  queue: JobQueue,
  type: string,
  result: object = results[wireType(type)] ?? {},
  channel = '',
): Promise<ClaimedJob> {
  const job = await claimJob(queue, type, channel)
  await reportResult(queue, job, JSON.stringify(result))
  return job
}

export async function reportResult(queue: JobQueue, job: ClaimedJob, text: string): Promise<void> {
  const { outcome, failed, misfit } = digestResult(job.type, Buffer.from(text))
  const answer = await queue.finish({
    token: job.token,
    channel: job.channel,
    result: misfit ? misfit.result : text,
    outcome,
    failed,
    ...(misfit && { rejectedResult: text }),
  })
  if (answer !== 'finished') throw new Error(`the report of ${job.type} was answered ${answer}`)
}

export const pipelineNames = { build: ['build'], payload: ['os', 'image'] }

export const manifest = { version: '2', pipelines: [{ name: 'build' }, { name: 'os', build: 'name:build' }] }

export const localTarget = {
  name: 'org.osbuild.worker.server',
  options: { artifact_relative_path: 'disk.qcow2' },
  osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
}

/** A result of a build that went well. */
export function buildResult(
  targets: object[] = [localTarget],
  overrides: object = {},
): Record<string, unknown> {
  return {
    success: true,
    osbuild_output: {
      type: 'result',
      success: true,
      log: { build: [], os: [{ type: 'org.osbuild.rpm', id: 'a', output: 'installing\n' }] },
      metadata: {
        build: { 'org.osbuild.rpm': { packages: [rpm('gcc')] } },
        os: { 'org.osbuild.rpm': { packages: [rpm('bash'), rpm('kernel')] } },
      },
    },
    target_results: targets,
    upload_status: 'success',
    pipeline_names: pipelineNames,
    host_os: 'centos-9',
    arch: 'x86_64',
    ...overrides,
  }
}

export function failedResult(id: number, reason: string, details?: unknown): { job_error: object } {
  return { job_error: { id, reason, ...(details !== undefined && { details }) } }
}

function rpm(name: string) {
  return {
    name,
    version: '1',
    release: '2',
    epoch: null,
    arch: 'x86_64',
    sigmd5: `md5-${name}`,
    sigpgp: null,
    siggpg: null,
  }
}

const manifestResult = {
  data: manifest,
  error: '',
  info: { osbuild_composer_version: 'v150', pipeline_names: pipelineNames },
}

const results: Record<string, object> = {
  'manifest-id-only': manifestResult,
  'image-builder-manifest': manifestResult,
  osbuild: buildResult(),
  'koji-init': { build_id: 7, token: 'koji-token', koji_error: '' },
  'koji-finalize': { koji_error: '' },
  'container-resolve': {},
  'ostree-resolve': { ostree_resolve_result_specs: [] },
}
