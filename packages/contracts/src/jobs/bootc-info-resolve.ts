import { defineJobType, jobError, resultBase } from './job-type.js'
import { argsOf, count, listOf, opaque, record, text } from './json-schema.js'

/** Reads what a bootc container says about itself. */
export const bootcInfoResolve = defineJobType({
  name: 'bootc-info-resolve',
  archBound: true,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 41,
  argsSchema: argsOf(
    {
      specs: listOf(
        record({ reference: { type: 'string' }, resolve_mode: { enum: ['full', 'build'] } }, [
          'reference',
          'resolve_mode',
        ]),
      ),
    },
    ['specs'],
  ),
  resultSchema: record({
    ...resultBase,
    infos: listOf(record({ imgref: text, image_id: text, arch: text, default_root_fs: text, size: count })),
    // The first workers of this type answered one object.
    info: opaque,
  }),
  needs: [],
  digest: jobError,
})
