import { defineJobType } from './job-type.js'
import { argsOf, listOf, type ArgsOf } from './json-schema.js'
import { manifestArgsSchema, resolvedIndexesSchema, resolvesMustSucceed } from './manifest-args.js'
import { manifestResult } from './manifest-result.js'

const args = argsOf(
  {
    Args: manifestArgsSchema,
    /** `KEY=value` each. */
    ExtraEnv: listOf({ type: 'string', pattern: '=' }),
    ...resolvedIndexesSchema,
  },
  ['Args', 'ExtraEnv'],
)
export type ImageBuilderManifestArgs = ArgsOf<typeof args>

/** Makes the osbuild manifest with the image-builder program. */
export const imageBuilderManifest = defineJobType({
  ...manifestResult,
  name: 'image-builder-manifest',
  archBound: false,
  // Today's workers do not look at the dynamic args of this type: they would build what could not be resolved.
  onDependencyFailure: resolvesMustSucceed,
  argsSchema: args,
})
