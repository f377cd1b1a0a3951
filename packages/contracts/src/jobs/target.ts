import type { JobError } from './client-errors.js'
import { jobErrorSchema, readError } from './job-type.js'
import { listOf, record, text, type ValueOf } from './json-schema.js'

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
  osbuild_artifact: TargetArtifact
}

export interface TargetArtifact {
  /** File inside the export. */
  export_filename: string
  /** The pipeline that is exported. */
  export_name: string
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

const targetNames = [
  'org.osbuild.aws',
  'org.osbuild.aws.s3',
  'org.osbuild.azure.image',
  'org.osbuild.gcp',
  'org.osbuild.koji',
  'org.osbuild.oci',
  'org.osbuild.oci.objectstorage',
  'org.osbuild.container',
  'org.osbuild.pulp.ostree',
  'org.osbuild.worker.server',
] as const satisfies readonly TargetName[]

/** Names that a result may carry: of the targets that are planned here. A status cannot tell of any other. */
const resultNames = targetNames.filter(
  (name) => name !== 'org.osbuild.oci' && name !== 'org.osbuild.pulp.ostree',
)

/** Any target, its options by its name. */
export type AnyTarget = { [Name in TargetName]: Target<Name> }[TargetName]

/** What a worker says about one target, in the order of the targets; `options` may be null on failure. */
export interface TargetResult {
  name: string
  /** The members of `optionTexts` that the target has. */
  options?: Record<string, unknown> | null
  osbuild_artifact?: { export_filename: string; export_name: string }
  target_error?: JobError
}

/** What status tells of an upload; the other options of a result stay in it. */
const optionTexts = [
  'ami',
  'region',
  'url',
  'image_name',
  'project_id',
  'digest',
  'image_id',
  'repository_url',
  'artifact_relative_path',
] as const

const options = Object.fromEntries(optionTexts.map((name) => [name, text])) as {
  [Name in (typeof optionTexts)[number]]: typeof text
}

export const targetResultsSchema = listOf(
  record(
    {
      name: { enum: resultNames },
      options: record(options),
      osbuild_artifact: record({ export_filename: text, export_name: text }),
      target_error: jobErrorSchema,
    },
    ['name'],
  ),
)

/** Target results as an outcome keeps them: without nulls. */
export function readTargetResults(results: ValueOf<typeof targetResultsSchema> | undefined): TargetResult[] {
  return (results ?? []).map((result) => {
    const error = readError(result.target_error)
    const artifact = result.osbuild_artifact
    return {
      name: result.name,
      ...(result.options != null && { options: present(result.options) }),
      ...(artifact?.export_filename && {
        osbuild_artifact: {
          export_filename: artifact.export_filename,
          export_name: artifact.export_name ?? '',
        },
      }),
      ...(error && { target_error: error }),
    }
  })
}

const present = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))

/** Args: a name that workers do not know, or missing options, make the whole job unreadable for them. */
export const targetsSchema = {
  type: 'array',
  // Without a target there is no export, and the build always fails.
  minItems: 1,
  items: {
    type: 'object',
    required: ['name', 'options', 'image_name', 'osbuild_artifact'],
    properties: {
      uuid: { type: 'string' },
      image_name: { type: 'string' },
      name: { enum: targetNames },
      created: { type: 'string' },
      status: { enum: ['WAITING', 'RUNNING', 'FINISHED', 'FAILED'] },
      options: { type: 'object' },
      osbuild_artifact: {
        type: 'object',
        required: ['export_filename', 'export_name'],
        properties: { export_filename: { type: 'string' }, export_name: { type: 'string' } },
      },
    },
  },
} as const
