import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Job } from '../../job.js'
import { JOB_ERROR, JobError } from '../../job-error.js'
import { encode, RawJson } from '../../raw-json.js'
import type { Handler } from '../../run-job.js'
import { commandLine } from './command-line.js'
import { writeInputFiles } from './input-files.js'
import { type ManifestArgs, readManifestArgs } from './manifest-args.js'
import { pipelineNames } from './pipeline-names.js'
import { withResolvedInputs } from './resolved-inputs.js'
import { runProgram } from './run-program.js'
import { readSbomDocuments } from './sbom-documents.js'

export interface ImageBuilderOptions {
  /** Path of the `image-builder` program; see `findProgram`. */
  program: string
  /** Environment of the program; the job may add to it. */
  env: Record<string, string>
  /** Where the private folder of each job is made; default the system's folder for temporary files. */
  workFolder?: string
}

/** Handles `image-builder-manifest` jobs with the `image-builder` program of this machine. */
export function createImageBuilderHandler(options: ImageBuilderOptions): Handler {
  return async (job: Job, { signal }) => {
    const args = withResolvedInputs(readManifestArgs(job.args), job.dynamicArgs)
    const folder = await mkdtemp(join(options.workFolder ?? tmpdir(), 'image-builder-'))
    try {
      return await makeManifest(options, args, folder, signal)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function makeManifest(
  options: ImageBuilderOptions,
  args: ManifestArgs,
  folder: string,
  signal: AbortSignal,
): Promise<RawJson> {
  const files = await writeInputFiles(folder, args)
  const env = { ...options.env, ...environmentOf(args.extraEnv) }
  const { exitCode, stdout, stderr } = await runProgram(options.program, commandLine(args, files), {
    cwd: folder,
    env,
    signal,
  })
  if (exitCode !== 0)
    throw new JobError(JOB_ERROR.manifestGeneration, 'Error generating the manifest', lastError(stderr))
  return resultOf(stdout, await readSbomDocuments(files.output))
}

/** The manifest keeps the program's own text: its seeds and sizes may be larger than a JavaScript number can hold. */
function resultOf(manifest: string, sboms: Record<string, RawJson>): RawJson {
  let parsed: object
  try {
    parsed = JSON.parse(manifest) as object
  } catch (error) {
    throw new JobError(
      JOB_ERROR.manifestGeneration,
      'Error generating the manifest',
      `it is no JSON: ${String(error)}`,
    )
  }
  const info = { osbuild_composer_version: 'image-builder', pipeline_names: pipelineNames(parsed) }
  const documents = Object.keys(sboms).length > 0 ? { sbom_docs: new RawJson(encode(sboms)) } : {}
  return new RawJson(encode({ data: new RawJson(manifest.trim()), info, error: '', ...documents }))
}

function environmentOf(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(pair) ?? []
      if (name === undefined || value === undefined) {
        throw new JobError(
          JOB_ERROR.parsingJobArgs,
          'Error parsing image-builder-manifest job args',
          'ExtraEnv is not a list of K=V',
        )
      }
      return [name, value]
    }),
  )
}

/** The program ends with one `error: …` line, and sections of build output after it for some failures. */
function lastError(stderr: string): string {
  const at = stderr.lastIndexOf('error: ')
  const text = at === -1 ? stderr : stderr.slice(at + 'error: '.length)
  return text.trim() || 'image-builder failed without a message'
}
