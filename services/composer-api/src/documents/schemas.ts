/** The answer bodies as the OpenAPI document defines them. */
import type { ComposerComponents } from '@composer/contracts'

type Schemas = ComposerComponents['schemas']

export type ComposeStatus = Schemas['ComposeStatus']
export type ComposeStatusValue = Schemas['ComposeStatusValue']
export type ComposeStatusError = Schemas['ComposeStatusError']
export type ImageStatus = Schemas['ImageStatus']
export type ImageStatusValue = Schemas['ImageStatusValue']
export type WaitingFor = Schemas['WaitingFor']
export type Progress = Schemas['Progress']
export type UploadStatus = Schemas['UploadStatus']
export type UploadStatusValue = Schemas['UploadStatusValue']
export type CloneStatus = Schemas['CloneStatus']
export type ComposeList = Schemas['ComposeList']
export type PackageMetadata = Schemas['PackageMetadata']
