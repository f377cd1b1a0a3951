import { omitAbsent } from '../omit-absent.js'
import type { UploadKind } from '../api-types.js'
import { given } from './given.js'
import type { WantedTarget } from './wanted.js'

/** Every member that any kind of upload options has. Validation accepts options of every kind. */
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
  /** A member of the Pulp options; requests cannot choose that kind of target. */
  basepath?: string
}

/**
 * Reads upload options as those of `kind`. The OpenAPI document does not tie them to the kind, so they may be those of
 * another one: members of other kinds are ignored, and missing required ones become '', which the worker
 * then refuses.
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
