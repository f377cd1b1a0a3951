/**
 * What a request asks for, after all checks and look-ups: all that planning needs, in a form independent of the
 * request.
 */
import type { PipelineNames } from '@composer/contracts'
import type { Blueprint } from '../blueprint/blueprint.js'
import type { BootMode, Distribution, Repository } from '../catalog/catalog.js'

export type WantedCompose = WantedImageCompose | WantedKojiCompose | WantedBootcCompose

interface WantedBase {
  /** Passwords are hashed. */
  blueprint: Blueprint
  subscription?: WantedSubscription
}

export interface WantedImageCompose extends WantedBase {
  kind: 'image'
  image: WantedImage
  facts: Facts
}

export interface WantedKojiCompose extends WantedBase {
  kind: 'koji'
  koji: { server: string; taskId: number; name: string; version: string; release: string }
  images: WantedImage[]
}

export interface WantedBootcCompose extends WantedBase {
  kind: 'bootc'
  bootc: WantedBootc
  image: WantedImage
  facts: Facts
}

export interface WantedBootc {
  reference: string
  buildReference?: string
  payloadReference?: string
}

export interface WantedImage {
  /** Absent for bootc. */
  distribution?: Distribution
  architecture: string
  imageType: WantedImageType
  /** Empty for bootc. */
  repositories: Repository[]
  /** How the disk is described in the blueprint of the manifest; absent when that is not needed. */
  disk?: 'volume-group'
  /** Bytes; 0 leaves it to the image type. */
  size: number
  ostree?: WantedOSTree
  /** In the order of the job's target list, without the koji target. */
  targets: WantedTarget[]
}

export interface WantedImageType {
  /** Canonical internal name. */
  name: string
  filename: string
  /** The pipeline that targets export. */
  exportName: string
  bootMode: BootMode
  /**
   * The names of the manifest's pipelines. Workers until November 2025 take them from the build's args and crash without
   * them; later workers prefer the args to the names in the result of the manifest job.
   */
  pipelineNames: PipelineNames
  /** The pipeline that embeds the blueprint's containers; absent when the type has no place for them. */
  containerPipeline?: string
}

export interface WantedOSTree {
  ref: string
  url?: string
  parent?: string
  contentUrl?: string
  rhsm: boolean
  /** The commit to look up before the manifest is made. */
  resolve?: { url: string; ref: string }
}

/** Recorded in the image for RHSM. */
export interface Facts {
  apiType: 'cloudapi-v2'
  openscapProfileId?: string
  compliancePolicyId?: string
  blueprintId?: string
}

/** Member names are those of the job args. */
export interface WantedSubscription {
  organization: string
  activation_key: string
  server_url: string
  base_url: string
  insights: boolean
  rhc: boolean
  proxy?: string
  template_name?: string
  template_uuid?: string
  patch_url?: string
  content_sets?: string[]
}

export type WantedTarget =
  | { kind: 'aws'; region: string; shareWithAccounts: string[]; snapshotName?: string }
  | { kind: 'aws.s3'; region: string; public: boolean }
  | { kind: 'gcp'; region: string; bucket?: string; imageName?: string; shareWithAccounts?: string[] }
  | {
      kind: 'azure'
      tenantId: string
      subscriptionId: string
      resourceGroup: string
      location?: string
      imageName?: string
      hyperVGeneration: 'V1' | 'V2'
    }
  | { kind: 'oci.objectstorage' }
  | { kind: 'container'; name?: string; tag?: string }
  | { kind: 'local' }

export interface WantedDepsolve {
  distribution: Distribution
  architecture: string
  repositories: Repository[]
  blueprint: Blueprint
}

export interface WantedSearch {
  distribution: Distribution
  architecture: string
  repositories: Repository[]
  /** Names, in which `*` stands for any characters. */
  packages: string[]
}
