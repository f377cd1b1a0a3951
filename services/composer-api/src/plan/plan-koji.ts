import type { JobPlan, PlannedJob } from '@composer/contracts'
import { omitAbsent } from '../omit-absent.js'
import type { WantedImage, WantedKojiCompose } from '../request/wanted.js'
import { buildKojiTarget, buildTarget } from '../targets/build-target.js'
import type { PlanContext } from './context.js'
import type { ManifestStep } from './manifest-step.js'

/** Plans a koji compose: reserve a build in Koji, build every image, import the images into Koji. */
export function planKoji(
  wanted: WantedKojiCompose,
  context: PlanContext,
  manifestStep: ManifestStep,
): JobPlan {
  const { server, name, version, release, taskId } = wanted.koji
  const directory = `osbuild-cg/osbuild-composer-koji-${context.newId()}`
  const init: PlannedJob = {
    ref: 'koji-init',
    type: 'koji-init',
    role: 'init',
    args: { server, name, version, release },
    dependsOn: [],
  }
  const builds = wanted.images.map((image, index) =>
    planBuild(wanted, { image, index, directory }, context, manifestStep),
  )
  const finalize: PlannedJob = {
    ref: 'koji-finalize',
    type: 'koji-finalize',
    role: 'finalize',
    args: {
      server,
      name,
      version,
      release,
      koji_filenames: wanted.images.map((image) => kojiFilename(wanted.koji, image)),
      koji_directory: directory,
      task_id: taskId,
      start_time: Math.floor(context.now.getTime() / 1000),
    },
    dependsOn: [init.ref, ...builds.map(({ build }) => build.ref)],
  }
  return [init, ...builds.flatMap(({ manifestJobs, build }) => [...manifestJobs, build]), finalize]
}

function planBuild(
  { koji, blueprint, subscription }: WantedKojiCompose,
  { image, index, directory }: { image: WantedImage; index: number; directory: string },
  context: PlanContext,
  manifestStep: ManifestStep,
): { manifestJobs: PlannedJob[]; build: PlannedJob } {
  const input = { index, image, blueprint, seed: context.seed, ...omitAbsent({ subscription }) }
  const { jobs, manifest } = manifestStep(input)
  const filename = kojiFilename(koji, image)
  const kojiTarget = buildKojiTarget({ server: koji.server, directory, filename }, image, context)
  const dependsOn = ['koji-init', manifest]
  return {
    manifestJobs: jobs,
    build: {
      ref: `build#${index}`,
      type: 'osbuild',
      role: 'build',
      arch: image.architecture,
      args: {
        targets: [kojiTarget, ...image.targets.map((target) => buildTarget(target, image, context))],
        manifest_dyn_args_idx: dependsOn.indexOf(manifest),
        // Workers upload to Koji the SBOMs in `sbom_docs` of this job's result; results of manifest jobs have this member.
        depsolve_dyn_args_idx: dependsOn.indexOf(manifest),
        pipeline_names: image.imageType.pipelineNames,
        image_boot_mode: image.imageType.bootMode,
      },
      dependsOn,
    },
  }
}

/** `<name>-<version>-<release>.<arch>`, followed by the image's file name from its first dot on. */
function kojiFilename({ name, version, release }: WantedKojiCompose['koji'], image: WantedImage): string {
  const { filename } = image.imageType
  return `${name}-${version}-${release}.${image.architecture}${filename.slice(filename.indexOf('.'))}`
}
