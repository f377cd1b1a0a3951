import { awsEc2Copy, type AwsEc2CopyArgs } from './aws-ec2-copy.js'
import { awsEc2Share, type AwsEc2ShareArgs } from './aws-ec2-share.js'
import { bootcInfoResolve, type BootcInfoResolveArgs } from './bootc-info-resolve.js'
import { bootcManifest, type BootcManifestArgs } from './bootc-manifest.js'
import { bootcPreManifest, type BootcPreManifestArgs } from './bootc-pre-manifest.js'
import { containerResolve, type ContainerResolveArgs } from './container-resolve.js'
import { depsolve, type DepsolveArgs } from './depsolve.js'
import { fileResolve, type FileResolveArgs } from './file-resolve.js'
import { imageBuilderManifest, type ImageBuilderManifestArgs } from './image-builder-manifest.js'
import type { JobType } from './job-type.js'
import { kojiFinalize, type KojiFinalizeArgs } from './koji-finalize.js'
import { kojiInit, type KojiInitArgs } from './koji-init.js'
import { manifestIdOnly } from './manifest-id-only.js'
import { osbuild, type OsbuildArgs } from './osbuild.js'
import { ostreeResolve, type OstreeResolveArgs } from './ostree-resolve.js'
import { searchPackages, type SearchPackagesArgs } from './search-packages.js'

/** What each type's enqueuer must give. */
export interface JobArgs {
  osbuild: OsbuildArgs
  depsolve: DepsolveArgs
  'search-packages': SearchPackagesArgs
  'container-resolve': ContainerResolveArgs
  'ostree-resolve': OstreeResolveArgs
  'file-resolve': FileResolveArgs
  'manifest-id-only': Record<string, never>
  'image-builder-manifest': ImageBuilderManifestArgs
  'bootc-manifest': BootcManifestArgs
  'bootc-info-resolve': BootcInfoResolveArgs
  'bootc-pre-manifest': BootcPreManifestArgs
  'koji-init': KojiInitArgs
  'koji-finalize': KojiFinalizeArgs
  'aws-ec2-copy': AwsEc2CopyArgs
  'aws-ec2-share': AwsEc2ShareArgs
}

export type JobTypeName = keyof JobArgs

/** Every job type there is, by the name that workers use. */
export const jobTypes = {
  osbuild,
  depsolve,
  'search-packages': searchPackages,
  'container-resolve': containerResolve,
  'ostree-resolve': ostreeResolve,
  'file-resolve': fileResolve,
  'manifest-id-only': manifestIdOnly,
  'image-builder-manifest': imageBuilderManifest,
  'bootc-manifest': bootcManifest,
  'bootc-info-resolve': bootcInfoResolve,
  'bootc-pre-manifest': bootcPreManifest,
  'koji-init': kojiInit,
  'koji-finalize': kojiFinalize,
  'aws-ec2-copy': awsEc2Copy,
  'aws-ec2-share': awsEc2Share,
} satisfies { [Name in JobTypeName]: JobType<Name> }

export const isJobTypeName = (name: string): name is JobTypeName => Object.hasOwn(jobTypes, name)

/** Name under which the queue keeps a type: with the architecture where it is bound to one. Unknown names stay as they are. */
export const storedType = (name: string, arch: string): string =>
  isJobTypeName(name) && jobTypes[name].archBound ? `${name}:${arch}` : name

/** Name that workers know, from the stored one. */
export const wireType = (stored: string): string => stored.split(':', 1)[0] ?? stored

/** Architecture of a stored type; '' where it is bound to none. */
export const archOf = (stored: string): string => stored.split(':')[1] ?? ''
