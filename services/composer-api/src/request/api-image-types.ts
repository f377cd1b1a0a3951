import type { ApiImageType, UploadKind } from '../api-types.js'

export interface ApiImageTypeRow {
  /** Internal name; a distribution's own name for it may differ and is found through aliases. */
  internal: string
  /** The kind of target that top-level `upload_options` are for. */
  defaultTarget: UploadKind
  /** Kinds that `upload_targets` may name. */
  allowedTargets: readonly UploadKind[]
}

const row = (internal: string, defaultTarget: UploadKind, ...more: UploadKind[]): ApiImageTypeRow => ({
  internal,
  defaultTarget,
  allowedTargets: [defaultTarget, ...more],
})

/** API image type → internal type, default target kind, other kinds allowed. */
export const apiImageTypes: Readonly<Record<ApiImageType, ApiImageTypeRow>> = {
  aws: row('ami', 'aws', 'local'),
  'aws-rhui': row('ec2', 'aws', 'local'),
  'aws-cvm': row('ec2-cvm', 'aws', 'local'),
  'aws-ha-rhui': row('ec2-ha', 'aws', 'local'),
  'aws-sap-rhui': row('ec2-sap', 'aws', 'local'),
  azure: row('vhd', 'azure', 'local'),
  'azure-cvm': row('azure-cvm', 'azure', 'local'),
  'azure-rhui': row('azure-rhui', 'azure', 'local'),
  'azure-eap7-rhui': row('azure-eap7-rhui', 'azure', 'local'),
  'azure-sap-rhui': row('azure-sap-rhui', 'azure', 'local'),
  'azure-sapapps-rhui': row('azure-sapapps-rhui', 'azure', 'local'),
  'bootable-container-iso': row('bootc-generic-iso', 'aws.s3', 'local'),
  'edge-commit': row('rhel-edge-commit', 'aws.s3', 'local'),
  'edge-container': row('rhel-edge-container', 'container', 'local'),
  'edge-installer': row('rhel-edge-installer', 'aws.s3', 'local'),
  gcp: row('gce', 'gcp'),
  'gcp-rhui': row('gce-rhui', 'gcp'),
  'guest-image': row('qcow2', 'aws.s3', 'local'),
  'image-installer': row('image-installer', 'aws.s3', 'local'),
  'iot-bootable-container': row('iot-bootable-container', 'container', 'aws.s3', 'local'),
  'iot-commit': row('iot-commit', 'aws.s3', 'local'),
  'iot-container': row('iot-container', 'container'),
  'iot-installer': row('iot-installer', 'aws.s3', 'local'),
  'iot-raw-image': row('iot-raw-image', 'aws.s3', 'local'),
  // Takes upload_options, but no explicit target at all.
  'iot-simplified-installer': {
    internal: 'iot-simplified-installer',
    defaultTarget: 'aws.s3',
    allowedTargets: [],
  },
  'live-installer': row('live-installer', 'aws.s3', 'local'),
  'minimal-raw': row('minimal-raw', 'aws.s3', 'local'),
  'network-installer': row('network-installer', 'aws.s3', 'local'),
  'everything-network-installer': row('everything-network-installer', 'aws.s3', 'local'),
  'server-network-installer': row('server-network-installer', 'aws.s3', 'local'),
  oci: row('oci', 'oci.objectstorage', 'local'),
  'pxe-tar-xz': row('pxe-tar-xz', 'aws.s3', 'local'),
  vsphere: row('vmdk', 'aws.s3', 'local'),
  'vsphere-ova': row('ova', 'aws.s3', 'local'),
  wsl: row('wsl', 'aws.s3', 'local'),
}
