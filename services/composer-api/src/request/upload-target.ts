import { omitAbsent } from '../omit-absent.js'
import type { UploadKind } from '../api-types.js'
import { given } from './given.js'
import type { WantedTarget } from './wanted.js'

/** Every member that some kind of options has. Validation let pass options that fit any kind. */
interface AnyOptions {
  region?: string
  share_with_accounts?: string[]
  snapshot_name?: string
  public?: boolean
  bucket?: string
  image_name?: string
  tenant_id?: string
  subscription_id?: string
  resource_group?: string
  location?: string
  hyper_v_generation?: 'V1' | 'V2'
  name?: string
  tag?: string
  /** Of the Pulp options, whose target kind cannot be chosen. */
  basepath?: string
}

/**
 * Reads upload options as those of `kind`. They may be those of another kind, since the document takes any of them: members
 * that do not belong are ignored, and what is missing is empty, for the worker to say.
 */
export function uploadTarget(kind: UploadKind, options: AnyOptions): WantedTarget {
  const { region = '', share_with_accounts: shareWithAccounts } = options
  switch (kind) {
    case 'aws':
      return omitAbsent({
        kind,
        region,
        shareWithAccounts: shareWithAccounts ?? [],
        snapshotName: given(options.snapshot_name),
      })
    case 'aws.s3':
      return { kind, region, public: options.public ?? false }
    case 'gcp':
      return omitAbsent({
        kind,
        region,
        bucket: given(options.bucket),
        imageName: given(options.image_name),
        shareWithAccounts,
      })
    case 'azure':
      return omitAbsent({
        kind,
        tenantId: options.tenant_id ?? '',
        subscriptionId: options.subscription_id ?? '',
        resourceGroup: options.resource_group ?? '',
        location: given(options.location),
        imageName: given(options.image_name),
        hyperVGeneration: options.hyper_v_generation ?? 'V1',
      })
    case 'container':
      return omitAbsent({ kind, name: given(options.name), tag: given(options.tag) })
    case 'oci.objectstorage':
    case 'local':
      return { kind }
  }
}
