/** Where a build's artifact goes, as osbuild args carry it. `options` must be there, `{}` included. */
export interface Target<Name extends TargetName = TargetName> {
  uuid: string
  /** Name in the target environment. */
  image_name: string
  name: Name
  /** RFC 3339. */
  created: string
  /** A legacy state that nobody updates. */
  status: 'WAITING'
  options: TargetOptions[Name]
  osbuild_artifact: { export_filename: string; export_name: string }
}

/** Old workers read the export's file name from the options. */
interface LegacyFilename {
  filename?: string
}

export interface OciOptions extends LegacyFilename {
  user: string
  tenancy: string
  region: string
  fingerprint: string
  private_key: string
  bucket: string
  namespace: string
  compartment_id: string
}

export interface TargetOptions {
  'org.osbuild.aws': LegacyFilename & {
    region: string
    accessKeyID: string
    secretAccessKey: string
    sessionToken: string
    bucket: string
    key: string
    shareWithAccounts: string[] | null
    bootMode?: 'legacy-bios' | 'uefi' | 'uefi-preferred'
  }
  'org.osbuild.aws.s3': LegacyFilename & {
    region: string
    accessKeyID: string
    secretAccessKey: string
    sessionToken: string
    bucket: string
    key: string
    endpoint: string
    ca_bundle: string
    skip_ssl_verification: boolean
    public?: boolean
  }
  'org.osbuild.azure.image': LegacyFilename & {
    tenant_id: string
    location?: string
    subscription_id: string
    resource_group: string
    hyperv_generation: 'V1' | 'V2'
  }
  'org.osbuild.gcp': LegacyFilename & {
    region: string
    os: string
    bucket?: string
    object: string
    shareWithAccounts?: string[]
    credentials?: string
    guestOsFeatures?: { type: string }[]
  }
  'org.osbuild.koji': LegacyFilename & { upload_directory: string; server: string }
  'org.osbuild.oci': OciOptions
  'org.osbuild.oci.objectstorage': OciOptions
  'org.osbuild.container': LegacyFilename & {
    reference: string
    username?: string
    password?: string
    tls_verify?: boolean
  }
  'org.osbuild.pulp.ostree': LegacyFilename & {
    server_address?: string
    repository: string
    basepath?: string
    username?: string
    password?: string
  }
  'org.osbuild.worker.server': Record<string, never>
}

export type TargetName = keyof TargetOptions

/** Any target, its options by its name. */
export type AnyTarget = { [Name in TargetName]: Target<Name> }[TargetName]

/** What a worker says about one target, in the order of the targets; `options` may be null on failure. */
export interface TargetResult {
  name: string
  options?: Record<string, unknown> | null
  osbuild_artifact?: { export_filename: string; export_name: string }
  target_error?: { id: number; reason: string; details?: unknown }
}

export const targetResultsSchema = {
  type: ['array', 'null'],
  items: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      options: { type: ['object', 'null'] },
      osbuild_artifact: { type: ['object', 'null'] },
      target_error: {
        type: ['object', 'null'],
        required: ['id'],
        properties: { id: { type: 'integer' }, reason: { type: 'string' } },
      },
    },
  },
} as const
