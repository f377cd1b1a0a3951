import type { Handler } from '@composer/worker-client'
import { awsEc2Copy, awsEc2Share } from './aws.js'
import { depsolve } from './depsolve.js'
import { imageBuilderManifest } from './image-builder-manifest.js'
import { kojiFinalize, kojiInit } from './koji.js'
import { type BuildOptions, osbuild } from './osbuild.js'
import { containerResolve, ostreeResolve } from './resolve.js'
import { searchPackages } from './search-packages.js'

/** Short answers, so that a long build never keeps a caller of depsolve waiting. */
export const quickHandlers = (): Record<string, Handler> => ({
  depsolve: depsolve(),
  'search-packages': searchPackages(),
})

/** Everything else a worker may be handed. */
export const buildHandlers = (options: BuildOptions): Record<string, Handler> => ({
  osbuild: osbuild(options),
  'image-builder-manifest': imageBuilderManifest(options.workMs),
  'container-resolve': containerResolve(),
  'ostree-resolve': ostreeResolve(),
  'koji-init': kojiInit(),
  'koji-finalize': kojiFinalize(),
  'aws-ec2-copy': awsEc2Copy(),
  'aws-ec2-share': awsEc2Share(),
})
