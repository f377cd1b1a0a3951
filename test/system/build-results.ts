/** What a worker reports when all goes well, as small as it can be. */

const names = { build: ['build'], payload: ['os', 'image'] }

/** `mark` turns up in the manifest, so that a test sees whose it is. Demo workers can build it. */
export const manifestResult = (mark = '') => ({
  data: {
    version: '2',
    metadata: { 'org.osbuild.demo': { packages: { os: [] } } },
    pipelines: [
      { name: 'build', stages: [] },
      { name: 'os', stages: [{ type: `org.osbuild.${mark}` }] },
    ],
  },
  error: '',
  info: { osbuild_composer_version: 'test', pipeline_names: names },
  sbom_docs: { os: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3', name: mark } } },
})

export const localTarget = (file: string) => ({
  name: 'org.osbuild.worker.server',
  options: { artifact_relative_path: file },
  osbuild_artifact: { export_filename: file, export_name: 'qcow2' },
})

export const awsTarget = (ami: string) => ({
  name: 'org.osbuild.aws',
  options: { ami, region: 'eu-west-1' },
})

export const buildResult = (target: object, mark = '') => ({
  success: true,
  osbuild_output: {
    type: 'result',
    success: true,
    log: { os: [{ type: 'org.osbuild.rpm', id: 'a', output: `${mark}\n` }] },
    metadata: { os: { 'org.osbuild.rpm': { packages: [rpm(`package-of-${mark}`)] } } },
  },
  target_results: [target],
  upload_status: 'success',
  pipeline_names: names,
  host_os: 'centos-9',
  arch: 'x86_64',
})

function rpm(name: string) {
  return {
    name,
    version: '1',
    release: '2',
    epoch: null,
    arch: 'x86_64',
    sigmd5: `md5-${name}`,
    sigpgp: null,
    siggpg: null,
  }
}
