import { refusal } from '../errors.js'
import { omitAbsent } from '../omit-absent.js'
import type { ApiUploadOptions, UploadKind } from '../api-types.js'
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
 * Reads upload options as those of `kind`. Members of another kind are ignored.
 * @throws error 38 naming the required member that is missing.
 */
export function uploadTarget(kind: UploadKind, uploadOptions: ApiUploadOptions, at: string): WantedTarget {
  const options: AnyOptions = uploadOptions
  const required = <K extends keyof AnyOptions>(member: K): NonNullable<AnyOptions[K]> => {
    const value = options[member]
    if (value === undefined) throw refusal(38, `${at}.${member}: is needed for a target of type ${kind}`)
    return value
  }
  switch (kind) {
    case 'aws':
      return omitAbsent({
        kind,
        region: required('region'),
        shareWithAccounts: required('share_with_accounts'),
        snapshotName: given(options.snapshot_name),
      })
    case 'aws.s3':
      return { kind, region: required('region'), public: options.public ?? false }
    case 'gcp':
      return omitAbsent({
        kind,
        region: required('region'),
        bucket: given(options.bucket),
        imageName: given(options.image_name),
        shareWithAccounts: options.share_with_accounts,
      })
    case 'azure':
      return omitAbsent({
        kind,
        tenantId: required('tenant_id'),
        subscriptionId: required('subscription_id'),
        resourceGroup: required('resource_group'),
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

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
