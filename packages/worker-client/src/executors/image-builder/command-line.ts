import { JobError } from '../../job-error.js'
import type { InputFiles } from './input-files.js'
import type { ManifestArgs, OstreeArgs } from './manifest-args.js'

const OSTREE_PARAMS_INVALID = 34

/** The arguments of `image-builder` for this manifest. No secret is among them: any user can read a command line. */
export function commandLine(args: ManifestArgs, files: InputFiles): string[] {
  return [
    'manifest',
    args.imageType,
    ...(args.bootc ? [] : ['--distro', args.distro]),
    '--arch',
    args.arch,
    ...option('--blueprint', files.blueprint),
    ...option('--registrations', files.registrations),
    ...option('--force-repo-dir', files.repositories),
    ...option('--image-size', args.sizeBytes),
    ...option('--seed', args.seed),
    ...ostreeOptions(args.ostree),
    ...option('--bootc-ref', args.bootc?.Reference),
    ...option('--bootc-build-ref', args.bootc?.BuildReference),
    ...option('--bootc-installer-payload-ref', args.bootc?.PayloadReference),
    '--with-sbom',
    '--output-dir',
    files.output,
    // A composer has checked the request; what the program merely warns about must not fail the build.
    '--ignore-warnings',
  ]
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined || value === '' ? [] : [name, String(value)]
}

function ostreeOptions(ostree: OstreeArgs | undefined): string[] {
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
    ...option('--ostree-ref', ostree.Ref),
    ...option('--ostree-url', ostree.URL),
    ...option('--ostree-parent', ostree.ParentRef),
  ]
}
