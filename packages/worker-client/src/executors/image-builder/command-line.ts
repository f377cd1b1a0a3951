import { JOB_ERROR, JobError } from '../../job-error.js'
import type { InputFiles } from './input-files.js'
import type { ManifestArgs, OstreeArgs } from './manifest-args.js'
import type { ProgramAbilities } from './probe-program.js'

const OSTREE_PARAMS_INVALID = 34

export interface CommandOptions {
  /**
   * Whether builders download packages with librepo. Older builders and builders behind a proxy cannot. image-builder's
   * own default is true.
   */
  useLibrepo: boolean
  /** Folder for the metadata of repositories. */
  cacheFolder?: string
}

/**
 * Makes the arguments of `image-builder` for this manifest. They contain no secret, because any user can read a command
 * line.
 * @throws {JobError} 8 if this version of the program lacks an option that the job needs; 34 if no version has it
 */
export function commandLine(
  args: ManifestArgs,
  files: InputFiles,
  program: ProgramAbilities,
  options: CommandOptions,
): string[] {
  const wanted = (name: string, value: string | number | undefined): string[] => {
    if (value === undefined || value === '') return []
    if (program.has(name)) return [name, String(value)]
    throw new JobError(
      JOB_ERROR.manifestGeneration,
      'Error generating the manifest',
      `image-builder ${program.version} has no option ${name}`,
    )
  }
  /** For options that do not change the image: left out if this version lacks them. */
  const ifKnown = (name: string, ...rest: string[]): string[] => (program.has(name) ? [name, ...rest] : [])

  return [
    'manifest',
    args.imageType,
    ...(args.bootc ? [] : ['--distro', args.distro]),
    '--arch',
    args.arch,
    ...wanted('--blueprint', files.blueprint),
    ...wanted('--registrations', files.registrations),
    ...wanted(program.repositoryFolder, files.repositories),
    ...wanted('--image-size', args.sizeBytes),
    ...wanted('--seed', args.seed),
    ...ostreeOptions(args.ostree, wanted),
    ...wanted('--bootc-ref', args.bootc?.Reference),
    ...wanted('--bootc-build-ref', args.bootc?.BuildReference),
    ...wanted('--bootc-installer-payload-ref', args.bootc?.PayloadReference),
    ...(args.bootc ? ifKnown('--bootc-pull-container') : []),
    ...ifKnown('--with-sbom'),
    '--output-dir',
    files.output,
    ...(options.cacheFolder === undefined ? [] : ifKnown('--rpmmd-cache', options.cacheFolder)),
    ...(program.has('--use-librepo') ? [`--use-librepo=${options.useLibrepo}`] : []),
    // The composer has checked the request, so a mere warning of the program must not fail the build.
    ...ifKnown('--ignore-warnings'),
  ]
}

function ostreeOptions(
  ostree: OstreeArgs | undefined,
  wanted: (name: string, value: string | undefined) => string[],
): string[] {
  if (!ostree) return []
  const unsupported = ostree.RHSM
    ? 'rhsm'
    : ostree.ContentURL && ostree.ContentURL !== ostree.URL
      ? 'contenturl'
      : undefined
  if (unsupported !== undefined) {
    throw new JobError(
      OSTREE_PARAMS_INVALID,
      'Error in ostree parameters',
      `image-builder has no option for ${unsupported}`,
    )
  }
  return [
    ...wanted('--ostree-ref', ostree.Ref),
    ...wanted('--ostree-url', ostree.URL),
    ...wanted('--ostree-parent', ostree.ParentRef),
  ]
}
