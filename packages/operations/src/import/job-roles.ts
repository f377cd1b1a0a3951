import { archOf, isEndedType, isJobTypeName, wireType, type JobRole } from '@composer/contracts'
import type { ReferenceGraph } from './reference-job.js'

export type ImportedKind = 'image' | 'koji' | 'bootc' | 'clone' | 'depsolve' | 'search'

/** What a job of each type does for its compose in the graphs of the reference. */
const roles: Readonly<Record<string, JobRole>> = {
  osbuild: 'build',
  depsolve: 'solve',
  'search-packages': 'search',
  'container-resolve': 'resolve',
  'ostree-resolve': 'resolve',
  'file-resolve': 'resolve',
  'bootc-info-resolve': 'resolve',
  // Finds out which containers the manifest wants; the manifest itself is another job's.
  'bootc-pre-manifest': 'resolve',
  'bootc-manifest': 'manifest',
  'manifest-id-only': 'manifest',
  'image-builder-manifest': 'manifest',
  'koji-init': 'init',
  'koji-finalize': 'finalize',
  'aws-ec2-copy': 'copy',
  'aws-ec2-share': 'share',
}

/** Undefined: a type that this release knows nothing of. */
export function roleOf(type: string): JobRole | undefined {
  const name = wireType(type)
  const known = isJobTypeName(name) || isEndedType(name)
  return known && Object.hasOwn(roles, name) ? roles[name] : undefined
}

/**
 * What kind of compose a graph is, by its root. What is left of a compose that was never completed has no image, and its
 * root answers like a depsolve job: there is no document of it.
 */
export function kindOf({ root, jobs }: ReferenceGraph): ImportedKind {
  switch (roleOf(root.type)) {
    case 'build':
      return jobs.some((job) => wireType(job.type).startsWith('bootc-')) ? 'bootc' : 'image'
    case 'finalize':
      return 'koji'
    case 'copy':
    case 'share':
      return 'clone'
    case 'search':
      return 'search'
    default:
      return 'depsolve'
  }
}

/**
 * Whether the root is what the reference enqueues last. Otherwise more may be on its way: it enqueues each job of a
 * compose for itself.
 */
export function isComplete({ root, jobs }: ReferenceGraph): boolean {
  switch (roleOf(root.type)) {
    case 'build':
      return archOf(root.type) !== '' && !jobs.some((job) => roleOf(job.type) === 'init')
    case 'finalize':
    case 'share':
    case 'search':
      return true
    default:
      return false
  }
}
