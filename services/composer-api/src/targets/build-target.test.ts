import { describe, expect, it } from '@jest/globals'
import { planContext } from '../../tests/plan-context.js'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import { findDistribution, type BootMode } from '../catalog/catalog.js'
import type { WantedImage, WantedTarget } from '../request/wanted.js'
import { buildTarget } from './build-target.js'
import { guestOsFeatures } from './guest-os-features.js'

const image = (bootMode: BootMode = 'hybrid'): WantedImage => ({
  architecture: 'x86_64',
  imageType: {
    name: 'qcow2',
    filename: 'disk.qcow2',
    exportName: 'qcow2',
    bootMode,
    pipelineNames: { build: [], payload: [] },
  },
  repositories: [],
  size: 0,
  targets: [],
})
const build = (wanted: WantedTarget, bootMode?: BootMode) =>
  buildTarget(wanted, image(bootMode), planContext())
const noCredentials = { accessKeyID: '', secretAccessKey: '', sessionToken: '', bucket: '' }
const filename = 'disk.qcow2'

describe('buildTarget', () => {
  it('fills in what all targets share', () => {
    expect(build({ kind: 'local' })).toEqual({
      uuid: 'id-1',
      image_name: 'disk.qcow2',
      name: 'org.osbuild.worker.server',
      created: '2026-11-02T03:04:05.000Z',
      status: 'WAITING',
      options: {},
      osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
    })
  })

  it.each<[string, WantedTarget, string, string, object]>([
    [
      'aws',
      { kind: 'aws', region: 'r', shareWithAccounts: ['1'] },
      'org.osbuild.aws',
      'composer-api-id-1',
      {
        region: 'r',
        ...noCredentials,
        key: 'composer-api-id-1',
        shareWithAccounts: ['1'],
        bootMode: 'uefi-preferred',
        filename,
      },
    ],
    [
      'aws with a snapshot name',
      { kind: 'aws', region: 'r', shareWithAccounts: [], snapshotName: 'snap' },
      'org.osbuild.aws',
      'snap',
      {
        region: 'r',
        ...noCredentials,
        key: 'composer-api-id-1',
        shareWithAccounts: [],
        bootMode: 'uefi-preferred',
        filename,
      },
    ],
    [
      'aws.s3',
      { kind: 'aws.s3', region: 'r', public: true },
      'org.osbuild.aws.s3',
      'composer-api-id-1',
      {
        region: 'r',
        ...noCredentials,
        key: 'composer-api-id-1',
        endpoint: '',
        ca_bundle: '',
        skip_ssl_verification: false,
        public: true,
        filename,
      },
    ],
    [
      'gcp',
      { kind: 'gcp', region: 'r', bucket: 'b', imageName: 'i', shareWithAccounts: ['user:a'] },
      'org.osbuild.gcp',
      'i',
      {
        region: 'r',
        os: '',
        bucket: 'b',
        object: 'composer-api-id-1.tar.gz',
        shareWithAccounts: ['user:a'],
        filename,
      },
    ],
    [
      'gcp without names',
      { kind: 'gcp', region: 'r' },
      'org.osbuild.gcp',
      'composer-api-id-2',
      { region: 'r', os: '', object: 'composer-api-id-1.tar.gz', filename },
    ],
    [
      'azure',
      {
        kind: 'azure',
        tenantId: 't',
        subscriptionId: 's',
        resourceGroup: 'g',
        location: 'l',
        hyperVGeneration: 'V2',
      },
      'org.osbuild.azure.image',
      'composer-api-id-1',
      {
        tenant_id: 't',
        subscription_id: 's',
        resource_group: 'g',
        location: 'l',
        hyperv_generation: 'V2',
        filename,
      },
    ],
    [
      'oci.objectstorage',
      { kind: 'oci.objectstorage' },
      'org.osbuild.oci.objectstorage',
      'composer-api-id-1',
      {
        user: '',
        tenancy: '',
        region: '',
        fingerprint: '',
        private_key: '',
        bucket: '',
        namespace: '',
        compartment_id: '',
        filename,
      },
    ],
    [
      'container',
      { kind: 'container', name: 'n', tag: 't' },
      'org.osbuild.container',
      'n:t',
      { reference: '', filename },
    ],
    [
      'container without a tag',
      { kind: 'container', name: 'n' },
      'org.osbuild.container',
      'n:id-1',
      { reference: '', filename },
    ],
  ])('gives %s its name and options', (_, wanted, name, imageName, options) => {
    expect(build(wanted)).toMatchObject({ name, image_name: imageName })
    expect(build(wanted).options).toEqual(options)
  })

  it('names a container after the distribution, whose tag is then no matter', async () => {
    const distribution = findDistribution(await shippedCatalog(), 'rhel-9')
    const ofDistribution = { ...image(), ...(distribution && { distribution }) }

    expect(buildTarget({ kind: 'container', tag: 't' }, ofDistribution, planContext())).toMatchObject({
      image_name: 'rhel-9.9:id-1',
      options: { reference: '', filename },
    })
  })

  it.each<[BootMode, string | undefined]>([
    ['hybrid', 'uefi-preferred'],
    ['uefi', 'uefi'],
    ['legacy', 'legacy-bios'],
    ['none', undefined],
  ])('tells AWS that %s boots as %s', (bootMode, name) => {
    expect(
      (build({ kind: 'aws', region: 'r', shareWithAccounts: [] }, bootMode).options as { bootMode?: string })
        .bootMode,
    ).toBe(name)
  })
})

describe('guestOsFeatures', () => {
  const common = [
    'UEFI_COMPATIBLE',
    'VIRTIO_SCSI_MULTIQUEUE',
    'SEV_CAPABLE',
    'SEV_SNP_CAPABLE',
    'SEV_LIVE_MIGRATABLE',
    'SEV_LIVE_MIGRATABLE_V2',
    'GVNIC',
    'IDPF',
  ]
  const early = ['UEFI_COMPATIBLE', 'VIRTIO_SCSI_MULTIQUEUE', 'SEV_CAPABLE', 'GVNIC']

  it.each<[string, string[] | undefined]>([
    ['rhel-8.10', common],
    ['centos-8', common],
    ['rhel-9.0', early],
    ['rhel-9.1', [...early, 'SEV_SNP_CAPABLE']],
    ['rhel-9.2', [...early, 'SEV_SNP_CAPABLE', 'SEV_LIVE_MIGRATABLE_V2']],
    ['rhel-9.5', [...early, 'SEV_SNP_CAPABLE', 'SEV_LIVE_MIGRATABLE_V2']],
    ['rhel-9.6', [...common, 'TDX_CAPABLE']],
    ['centos-9', [...common, 'TDX_CAPABLE']],
    ['rhel-10.1', [...common, 'TDX_CAPABLE']],
    ['centos-10', [...common, 'TDX_CAPABLE']],
    ['almalinux-9.8', undefined],
    ['fedora-43', undefined],
    ['', undefined],
  ])('knows %s', (distribution, features) => {
    expect(guestOsFeatures(distribution)?.map(({ type }) => type)).toEqual(features)
  })
})
