import type { Job } from '@composer/worker-client'
import type { DemoArtifact } from './demo-artifact.js'
import { digestOf } from './package-catalogue.js'
import { isAsked } from './switches.js'

const UPLOADING_IMAGE = 11
const INVALID_TARGET = 4

export interface Target {
  name: string
  image_name: string
  options: Record<string, unknown>
  osbuild_artifact?: { export_filename?: string; export_name?: string }
}

interface TargetResult {
  name: string
  options: object | null
  osbuild_artifact?: Target['osbuild_artifact']
  target_error?: { id: number; reason: string }
}

/** Where each kind of target says the image is; nothing is sent anywhere but to the worker API. */
const RESULT_OPTIONS: Record<string, (target: Target, job: Job, artifact: DemoArtifact) => object | null> = {
  'org.osbuild.worker.server': (target) => ({
    artifact_relative_path: target.osbuild_artifact?.export_filename ?? target.image_name,
  }),
  'org.osbuild.aws': ({ options }, job) => ({ ami: demoAmi(job.id), region: options.region ?? '' }),
  'org.osbuild.aws.s3': ({ image_name: name, options }) => ({
    url: `https://demo-bucket.s3.${String(options.region)}.amazonaws.com/${name}?X-Amz-Expires=604800&demo=true`,
  }),
  'org.osbuild.gcp': ({ image_name: name }) => ({ image_name: name, project_id: 'demo-project' }),
  'org.osbuild.azure.image': ({ image_name: name }) => ({ image_name: name }),
  'org.osbuild.azure': () => null,
  'org.osbuild.vmware': () => null,
  'org.osbuild.oci': (_, job) => ({ region: '', image_id: `ocid1.image.demo.${job.id}` }),
  'org.osbuild.oci.objectstorage': ({ image_name: name }) => ({
    url: `https://objectstorage.demo.example.com/p/${name}`,
  }),
  'org.osbuild.container': ({ image_name: name }) => ({
    url: name,
    digest: `sha256:${digestOf('sha256', name)}`,
  }),
  'org.osbuild.pulp.ostree': () => ({ repository_url: 'https://pulp.demo.example.com/ostree' }),
  'org.osbuild.koji': ({ image_name: name }, _, artifact) => kojiOptions(name, artifact),
}

/** One result per target, in the same order, also for failed ones. */
export async function finishTargets(
  job: Job,
  targets: Target[],
  artifact: DemoArtifact,
  signal: AbortSignal,
): Promise<TargetResult[]> {
  const results: TargetResult[] = []
  for (const target of targets) results.push(await finishTarget(job, target, artifact, signal))
  return results
}

async function finishTarget(
  job: Job,
  target: Target,
  artifact: DemoArtifact,
  signal: AbortSignal,
): Promise<TargetResult> {
  const { name } = target
  const common = { name, ...(target.osbuild_artifact && { osbuild_artifact: target.osbuild_artifact }) }
  const options = RESULT_OPTIONS[name]
  if (!options)
    return {
      ...common,
      options: null,
      target_error: { id: INVALID_TARGET, reason: `invalid target type: ${name}` },
    }
  if (isAsked(job, 'demo-fail-upload')) {
    return {
      ...common,
      options: null,
      target_error: { id: UPLOADING_IMAGE, reason: 'the request asked for demo-fail-upload' },
    }
  }
  if (name === 'org.osbuild.worker.server')
    await job.upload(target.image_name, () => artifact.chunks(), signal)
  return { ...common, options: options(target, job, artifact) }
}

export const demoAmi = (seed: string): string => `ami-${digestOf('sha256', seed).slice(0, 17)}`

function kojiOptions(imageName: string, artifact: DemoArtifact): object {
  const file = (filename: string, seed: string) => ({
    filename,
    checksum_type: 'md5',
    checksum: digestOf('md5', seed),
    size: seed.length,
  })
  return {
    image: { filename: imageName, checksum_type: 'md5', checksum: artifact.md5, size: artifact.bytes },
    image_md5: artifact.md5,
    image_size: artifact.bytes,
    log: file(`${imageName}.osbuild.log`, `log of ${imageName}`),
    osbuild_manifest: file(`${imageName}.manifest.json`, `manifest of ${imageName}`),
    sbom_docs: [file(`${imageName}.image-os.spdx.json`, `sbom of ${imageName}`)],
    osbuild_manifest_info: { osbuild_composer_version: 'demo' },
  }
}
