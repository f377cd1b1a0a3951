import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Job } from '../../job.js'
import { JOB_ERROR, JobError } from '../../job-error.js'
import type { RawJson } from '../../raw-json.js'
import type { Handler } from '../../run-job.js'
import { commandLine } from './command-line.js'
import { writeInputFiles } from './input-files.js'
import { type ManifestArgs, readManifestArgs } from './manifest-args.js'
import { lastError, manifestResult } from './manifest-result.js'
import type { ProgramAbilities } from './probe-program.js'
import { refuseLocalSources } from './refuse-local-sources.js'
import { withResolvedInputs } from './resolved-inputs.js'
import { runProgram } from './run-program.js'
import { readSbomDocuments } from './sbom-documents.js'

export interface ImageBuilderOptions {
  /** Path of the `image-builder` program; see `findProgram`. */
  program: string
  /** What the program can do; see `probeProgram`. */
  abilities: ProgramAbilities
  /** Environment of the program; the job may add to it. */
  env: Record<string, string>
  /** Whether the manifests ask builders to download with librepo (default false: older builders cannot). */
  useLibrepo?: boolean
  /** Where the private folder of each job is made; default the system's folder for temporary files. */
  workFolder?: string
}

const TYPE = 'image-builder-manifest'
const REASON = 'Error generating the manifest'

/** Handles `image-builder-manifest` jobs with the `image-builder` program of this machine. */
export function createImageBuilderHandler(options: ImageBuilderOptions): Handler {
  return async (job: Job, { signal }) => {
    const args = withResolvedInputs(readManifestArgs(job.args, TYPE), job.dynamicArgs)
    refuseLocalSources(args.blueprint, TYPE)
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
  const { program, abilities, useLibrepo = false } = options
  const files = await writeInputFiles(folder, args)
  const env = { ...options.env, ...environmentOf(args.extraEnv) }
  const line = commandLine(args, files, abilities, { useLibrepo })
  const { exitCode, stdout, stderr } = await runProgram(program, line, { cwd: folder, env, signal })
  if (exitCode !== 0) throw new JobError(JOB_ERROR.manifestGeneration, REASON, lastError(stderr))
  return manifestResult(
    stdout,
    await readSbomDocuments(files.output),
    `image-builder ${abilities.version}`,
    REASON,
  )
}

function environmentOf(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(pair) ?? []
      if (name === undefined || value === undefined) {
        throw new JobError(
          JOB_ERROR.parsingJobArgs,
          `Error parsing ${TYPE} job args`,
          'ExtraEnv is not a list of K=V',
        )
      }
      return [name, value]
    }),
  )
}
