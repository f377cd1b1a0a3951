import { awsEc2Copy } from './aws-ec2-copy.js'
import { awsEc2Share } from './aws-ec2-share.js'
import { bootcPreManifest } from './bootc-pre-manifest.js'
import { containerResolve } from './container-resolve.js'
import { depsolve } from './depsolve.js'
import { imageBuilderManifest } from './image-builder-manifest.js'
import type { JobType } from './job-type.js'
import type { ArgsOf } from './json-schema.js'
import { kojiFinalize } from './koji-finalize.js'
import { kojiInit } from './koji-init.js'
import { manifestIdOnly } from './manifest-id-only.js'
import { osbuild, type OsbuildArgs } from './osbuild.js'
import { ostreeResolve } from './ostree-resolve.js'
import { searchPackages } from './search-packages.js'

/** Every job type there is, by the name that workers use. */
export const jobTypes = {
  osbuild,
  depsolve,
  'search-packages': searchPackages,
  'container-resolve': containerResolve,
  'ostree-resolve': ostreeResolve,
  'manifest-id-only': manifestIdOnly,
  'image-builder-manifest': imageBuilderManifest,
  'bootc-pre-manifest': bootcPreManifest,
  'koji-init': kojiInit,
  'koji-finalize': kojiFinalize,
  'aws-ec2-copy': awsEc2Copy,
  'aws-ec2-share': awsEc2Share,
} satisfies Record<string, JobType>

export type JobTypeName = keyof typeof jobTypes

/** What each type's enqueuer must give. */
export type JobArgs = {
  [Name in JobTypeName]: Name extends 'osbuild' ? OsbuildArgs : ArgsOf<(typeof jobTypes)[Name]['argsSchema']>
}

export const isJobTypeName = (name: string): name is JobTypeName => Object.hasOwn(jobTypes, name)

/** Name under which the queue keeps a type: with the architecture where it is bound to one. Unknown names stay as they are. */
export const storedType = (name: string, arch: string): string =>
  isJobTypeName(name) && jobTypes[name].archBound ? `${name}:${arch}` : name

/** Name that workers know, from the stored one. */
export const wireType = (stored: string): string => stored.split(':', 1)[0] ?? stored

/** Architecture of a stored type; '' where it is bound to none. */
export const archOf = (stored: string): string => stored.split(':')[1] ?? ''
