import { JOB_ERROR, JobError, type Handler, type HandlerContext, type Job } from '@composer/worker-client'
import { demoArtifact, type DemoArtifact } from '../demo-artifact.js'
import type { DemoManifest } from '../demo-manifest.js'
import { finishTargets, type Target } from '../finish-targets.js'
import { buildLog, buildMetadata } from '../osbuild-output.js'
import { forever, isAsked, pause } from '../switches.js'

const EMPTY_MANIFEST = 19
const INVALID_TARGET_CONFIG = 2
const BUILD_JOB = 10
const TARGET_ERROR = 28

interface OsbuildArgs {
  manifest?: DemoManifest
  manifest_dyn_args_idx?: number
  targets?: Target[]
  pipeline_names?: unknown
  image_boot_mode?: string
}

interface ManifestResult {
  data?: DemoManifest
  info?: { pipeline_names?: unknown }
  job_error?: unknown
}

export interface BuildOptions {
  workMs: number
  arch: string
  /** Ends the worker as a power cut would. */
  die: () => void
}

/** Walks through the manifest's stages, uploads a small artifact where that is wanted, and reports like osbuild would. */
export function osbuild(options: BuildOptions): Handler {
  return async (job, context) => {
    const args = job.args as OsbuildArgs
    const { manifest, pipelineNames } = manifestOf(job, args)
    const targets = args.targets ?? []
    if (targets.length === 0) throw new JobError(INVALID_TARGET_CONFIG, 'osbuild job has no targets')

    await walkStages(job, manifest, context, options)
    const artifact = demoArtifact(job.id, 1024 * 1024)
    const common = {
      pipeline_names: pipelineNames,
      host_os: 'demo-1',
      arch: options.arch,
      osbuild_version: '0',
      ...(args.image_boot_mode !== undefined && { image_boot_mode: args.image_boot_mode }),
    }
    if (isAsked(job, 'demo-fail-build')) return failedBuild(manifest, artifact, common)

    const target_results = await finishTargets(job, targets, artifact, context.signal)
    const failed = target_results.flatMap(({ name, target_error: error }) =>
      error ? [{ ...error, details: name }] : [],
    )
    return {
      ...common,
      success: failed.length === 0,
      upload_status: failed.length === 0 ? 'success' : 'failure',
      osbuild_output: {
        type: 'result',
        success: true,
        log: buildLog(manifest, artifact),
        metadata: buildMetadata(manifest),
      },
      target_results,
      ...(failed.length > 0 && {
        job_error: { id: TARGET_ERROR, reason: 'at least one target failed', details: failed },
      }),
    }
  }
}

function manifestOf(job: Job, args: OsbuildArgs): { manifest: DemoManifest; pipelineNames: unknown } {
  const results = job.dynamicArgs as (ManifestResult | null)[]
  const index = args.manifest_dyn_args_idx ?? (results.length === 1 ? 0 : undefined)
  const result = index === undefined ? undefined : results[index]
  if (result?.job_error)
    throw new JobError(JOB_ERROR.manifestDependency, 'Manifest dependency failed', result.job_error)
  const other = results.find((dependency) => dependency?.job_error)
  if (other) throw new JobError(JOB_ERROR.jobDependency, 'Job dependency failed', other.job_error)
  const manifest = args.manifest ?? result?.data
  if (!manifest) throw new JobError(EMPTY_MANIFEST, 'Manifest is empty')
  return { manifest, pipelineNames: args.pipeline_names ?? result?.info?.pipeline_names }
}

async function walkStages(
  job: Job,
  manifest: DemoManifest,
  context: HandlerContext,
  options: BuildOptions,
): Promise<void> {
  context.progress({ message: 'Preparing sources', done: 0, total: 100 })
  const stages = manifest.pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage, at) => ({ stage, at, pipeline: pipeline.name, of: pipeline.stages.length })),
  )
  for (const [done, { stage, at, pipeline, of }] of stages.entries()) {
    await pause(options.workMs / stages.length, context.signal)
    context.progress({
      message: 'Building image',
      done: Math.round((100 * (done + 1)) / stages.length),
      total: 100,
      sub_progress: { message: `Pipeline ${pipeline}: stage ${stage.type}`, done: at + 1, total: of },
    })
    if (done !== Math.floor(stages.length / 2)) continue
    if (isAsked(job, 'demo-stall')) await forever(context.signal)
    if (isAsked(job, 'demo-die')) {
      options.die()
      await forever(context.signal)
    }
  }
}

function failedBuild(
  manifest: DemoManifest,
  artifact: DemoArtifact,
  common: object,
): Record<string, unknown> {
  const message = 'the request asked for demo-fail-build'
  const log = buildLog(manifest, artifact, message)
  return {
    ...common,
    success: false,
    upload_status: 'failure',
    osbuild_output: {
      type: 'error',
      success: false,
      log,
      metadata: {},
      errors: [{ message, path: ['pipelines', 'os', 'stages', 0] }],
    },
    job_error: {
      id: BUILD_JOB,
      reason: 'osbuild build failed',
      details: [`os: org.osbuild.selinux: ${message}`],
    },
  }
}
