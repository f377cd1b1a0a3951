import type { JobTypeName } from '@composer/contracts'

/** What workers of today send and are sent, by job type: one believable pair each. */
export const examples: Record<JobTypeName, { args: unknown; result: unknown }> = {
  osbuild: {
    args: {
      targets: [
        {
          uuid: '11111111-2222-4333-8444-555555555555',
          image_name: 'disk.qcow2',
          name: 'org.osbuild.worker.server',
          created: '2026-01-02T03:04:05Z',
          status: 'WAITING',
          options: {},
          osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
        },
      ],
    },
    result: {
      success: true,
      osbuild_output: { type: 'result', success: true, log: { build: [] }, metadata: { os: {} } },
      target_results: [
        {
          name: 'org.osbuild.worker.server',
          options: { artifact_relative_path: 'disk.qcow2' },
          osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
        },
      ],
      upload_status: 'success',
      pipeline_names: { build: ['build'], payload: ['os', 'qcow2'] },
      host_os: 'fedora-43',
      arch: 'x86_64',
      osbuild_version: '167',
    },
  },
  depsolve: {
    args: {
      grouped_package_sets: {
        os: [
          {
            Include: ['bash'],
            Exclude: null,
            EnabledModules: null,
            InstallWeakDeps: true,
            Repositories: [{ id: 'r1', baseurls: ['https://repo.example.com/os'], check_gpg: false }],
          },
        ],
      },
      module_platform_id: 'platform:f43',
      arch: 'x86_64',
      releasever: '43',
      sbom_type: 'spdx',
    },
    result: {
      transactions: {
        os: [
          [
            {
              name: 'bash',
              epoch: 0,
              version: '5.3',
              release: '1.fc43',
              arch: 'x86_64',
              location: 'b/bash.rpm',
              path: 'b/bash.rpm',
              checksum: 'sha256:00ff',
              repo_id: 'r1',
            },
          ],
        ],
      },
      package_specs: {
        os: [{ name: 'bash', epoch: 0, version: '5.3', checksum: 'sha256:00ff', repo_id: 'r1' }],
      },
      repo_configs: { os: [{ id: 'r1', baseurls: ['https://repo.example.com/os'] }] },
      sbom_docs: { os: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3' } } },
      solver: 'dnf5',
    },
  },
  'search-packages': {
    args: {
      packages: ['bash*'],
      repos: [{ baseurls: ['https://repo.example.com/os'] }],
      module_platform_id: 'platform:f43',
      arch: 'x86_64',
      releasever: '43',
    },
    result: {
      packages: [
        {
          Name: 'bash',
          Epoch: 0,
          Version: '5.3',
          Release: '1.fc43',
          Arch: 'x86_64',
          Summary: 'A shell',
          BuildTime: '2026-01-02T03:04:05Z',
          Checksum: { Type: 'sha256', Value: '00ff' },
          Files: null,
        },
      ],
    },
  },
  'container-resolve': {
    args: {
      arch: 'x86_64',
      pipeline_specs: {
        os: [{ source: 'registry.example.com/app:1', name: 'app', image_id: '', digest: '' }],
      },
      specs: [{ source: 'registry.example.com/app:1', name: 'app', image_id: '', digest: '' }],
    },
    result: {
      pipeline_specs: {
        os: [{ source: 'registry.example.com/app', name: 'app', image_id: 'sha256:aa', digest: 'sha256:bb' }],
      },
      specs: [
        { source: 'registry.example.com/app', name: 'app', image_id: 'sha256:aa', digest: 'sha256:bb' },
      ],
    },
  },
  'ostree-resolve': {
    args: {
      ostree_resolve_specs: [{ url: 'https://ostree.example.com/repo', ref: 'f/43/x86_64/iot', rhsm: false }],
    },
    result: {
      ostree_resolve_result_specs: [
        {
          url: 'https://ostree.example.com/repo',
          ref: 'f/43/x86_64/iot',
          checksum: 'cafe',
          bool: false,
          secrets: '',
        },
      ],
    },
  },
  'manifest-id-only': {
    args: {
      Args: {
        Distro: 'rhel-9.6',
        Arch: 'x86_64',
        ImageType: 'edge-commit',
        Blueprint: { name: 'b' },
        Repositories: null,
        Subscription: null,
        Size: 12884901888,
        Seed: 42,
        OSTree: { Ref: 'my/ref', URL: 'https://ostree.example.com', RHSM: false },
      },
      OSTreeResolveDynArgsIdx: 0,
    },
    result: {
      data: { version: '2', pipelines: [], sources: {} },
      error: '',
      sbom_docs: { os: { type: 'spdx', document: { name: 'sbom' } } },
      info: {
        osbuild_composer_version: 'v150',
        pipeline_names: { build: ['build'], payload: ['os', 'image'] },
      },
    },
  },
  'image-builder-manifest': {
    args: {
      Args: {
        Distro: 'centos-10',
        Arch: 'x86_64',
        ImageType: 'qcow2',
        Blueprint: { name: 'b' },
        Repositories: null,
        Subscription: null,
      },
      ExtraEnv: null,
    },
    result: {
      data: { version: '2', pipelines: [{ name: 'build' }, { name: 'os', build: 'name:build' }] },
      error: '',
      info: { osbuild_composer_version: 'v150', pipeline_names: { build: ['build'], payload: ['os'] } },
    },
  },
  'bootc-pre-manifest': { args: {}, result: {} },
  'koji-init': {
    args: { server: 'https://koji.example.com/hub', name: 'img', version: '1', release: '2' },
    result: { build_id: 7, token: 't0k', koji_error: '' },
  },
  'koji-finalize': {
    args: {
      server: 'https://koji.example.com/hub',
      name: 'img',
      version: '1',
      release: '2',
      koji_filenames: ['img-1-2.x86_64.qcow2'],
      koji_directory: 'osbuild-cg/osbuild-composer-koji-00000000-0000-4000-8000-000000000000',
      task_id: 9,
      start_time: 1767323045,
    },
    result: { koji_error: '' },
  },
  'aws-ec2-copy': {
    args: { ami: 'ami-1', source_region: 'us-east-1', target_region: 'eu-west-1', target_name: 'img' },
    result: { ami: 'ami-2', region: 'eu-west-1' },
  },
  'aws-ec2-share': {
    args: { ami: '', region: '', shareWithAccounts: ['123456789012'] },
    result: { ami: 'ami-2', region: 'eu-west-1' },
  },
}
