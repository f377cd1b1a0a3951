import type { AnyTarget, OciOptions, Target, TargetName, TargetOptions } from '@composer/contracts'
import type { BootMode } from '../catalog/catalog.js'
import { omitAbsent } from '../omit-absent.js'
import type { WantedImage, WantedTarget } from '../request/wanted.js'
import { guestOsFeatures } from './guest-os-features.js'

export interface TargetContext {
  /** Gives a fresh UUID at each call. */
  newId: () => string
  now: Date
}

/** The target object of osbuild args. Names that the request does not give are made from fresh UUIDs. */
export function buildTarget(wanted: WantedTarget, image: WantedImage, context: TargetContext): AnyTarget {
  const { newId } = context
  const generated = () => `composer-api-${newId()}`
  const target = <Name extends TargetName>(name: Name, imageName: string, options: TargetOptions[Name]) =>
    assemble(name, imageName, options, image, context)
  // Old workers read the file name from the options, except for the local target.
  const { filename } = image.imageType

  switch (wanted.kind) {
    case 'aws': {
      const key = generated()
      const bootMode = awsBootMode(image.imageType.bootMode)
      const { region, shareWithAccounts, snapshotName } = wanted
      const options = omitAbsent({ region, ...workersOwn, key, shareWithAccounts, bootMode, filename })
      return target('org.osbuild.aws', snapshotName ?? key, options)
    }
    case 'aws.s3': {
      const key = generated()
      const service = { endpoint: '', ca_bundle: '', skip_ssl_verification: false }
      const { region } = wanted
      return target('org.osbuild.aws.s3', key, {
        region,
        ...workersOwn,
        key,
        ...service,
        public: wanted.public,
        filename,
      })
    }
    case 'gcp': {
      const { region, bucket, imageName, shareWithAccounts } = wanted
      const os = image.distribution?.name ?? ''
      const object = `${generated()}.tar.gz`
      const features = { guestOsFeatures: guestOsFeatures(os) }
      const options = omitAbsent({ region, os, bucket, object, shareWithAccounts, ...features, filename })
      return target('org.osbuild.gcp', imageName ?? generated(), options)
    }
    case 'azure': {
      const { tenantId, location, subscriptionId, resourceGroup, hyperVGeneration, imageName } = wanted
      const options = omitAbsent({
        tenant_id: tenantId,
        location,
        subscription_id: subscriptionId,
        resource_group: resourceGroup,
        hyperv_generation: hyperVGeneration,
        filename,
      })
      return target('org.osbuild.azure.image', imageName ?? generated(), options)
    }
    case 'oci.objectstorage':
      return target('org.osbuild.oci.objectstorage', generated(), { ...emptyOciOptions, filename })
    case 'container': {
      // A tag without a name is ignored.
      const tag = wanted.name === undefined ? undefined : wanted.tag
      const reference = `${wanted.name ?? image.distribution?.name ?? ''}:${tag ?? newId()}`
      return target('org.osbuild.container', reference, { reference: '', filename })
    }
    case 'local':
      return target('org.osbuild.worker.server', filename, {})
  }
}

/** The target of a koji image, under its koji file name. */
export function buildKojiTarget(
  koji: { server: string; directory: string; filename: string },
  image: WantedImage,
  context: TargetContext,
): AnyTarget {
  const { filename } = image.imageType
  const options = { upload_directory: koji.directory, server: koji.server, filename }
  return assemble('org.osbuild.koji', koji.filename, options, image, context)
}

function assemble<Name extends TargetName>(
  name: Name,
  imageName: string,
  options: TargetOptions[Name],
  { imageType }: WantedImage,
  { newId, now }: TargetContext,
): Target<Name> {
  return {
    uuid: newId(),
    image_name: imageName,
    name,
    created: now.toISOString(),
    status: 'WAITING',
    options,
    osbuild_artifact: { export_filename: imageType.filename, export_name: imageType.exportName },
  }
}

/** Empty credentials and bucket: the worker then uses those of its own configuration. */
const workersOwn = { accessKeyID: '', secretAccessKey: '', sessionToken: '', bucket: '' }

const emptyOciOptions: OciOptions = {
  user: '',
  tenancy: '',
  region: '',
  fingerprint: '',
  private_key: '',
  bucket: '',
  namespace: '',
  compartment_id: '',
}

function awsBootMode(bootMode: BootMode): 'uefi-preferred' | 'uefi' | 'legacy-bios' | undefined {
  switch (bootMode) {
    case 'hybrid':
      return 'uefi-preferred'
    case 'uefi':
      return 'uefi'
    case 'legacy':
      return 'legacy-bios'
    case 'none':
      return undefined
  }
}
