import type { JobPlan, PlannedJob } from '@composer/contracts'

export interface WantedClone {
  /** The finished build whose image is cloned. */
  buildJobId: string
  /** The image it made. */
  image: { ami: string; region: string }
  /** The region the clone is wanted in. */
  region: string
  /** AWS accounts of the original target, and those that this request adds. */
  accounts: string[]
  /** The job of an earlier, successful copy to the wanted region. */
  existingCopyJobId?: string
}

/**
 * Plans the copy of the image when it is not in the wanted region yet, and then the share with the accounts.
 * @returns undefined when there is nothing to do: the image is in the region, and there are no accounts to share with.
 */
export function planClone(wanted: WantedClone, { newId }: { newId: () => string }): JobPlan | undefined {
  const copy = planCopy(wanted, newId)
  const share = planShare(wanted, copy)
  const jobs = [copy, share].filter((job) => job !== undefined)
  return jobs.length === 0 ? undefined : jobs
}

function planCopy(wanted: WantedClone, newId: () => string): PlannedJob | undefined {
  const { buildJobId, image, region, existingCopyJobId } = wanted
  if (image.region === region || existingCopyJobId !== undefined) return undefined
  return {
    ref: 'copy',
    type: 'aws-ec2-copy',
    role: 'copy',
    args: {
      ami: image.ami,
      source_region: image.region,
      target_region: region,
      target_name: `composer-api-${newId()}`,
    },
    dependsOn: [{ jobId: buildJobId }],
  }
}

function planShare(wanted: WantedClone, copy: PlannedJob | undefined): PlannedJob | undefined {
  const { buildJobId, image, region, accounts, existingCopyJobId } = wanted
  if (accounts.length === 0) return undefined
  const inPlace = image.region === region
  // The copy gets a new image id, which only its result has. The worker reads that result when these two are empty.
  const { ami, region: imageRegion } = inPlace ? image : { ami: '', region: '' }
  const source = copy?.ref ?? { jobId: inPlace ? buildJobId : (existingCopyJobId ?? buildJobId) }
  return {
    ref: 'share',
    type: 'aws-ec2-share',
    role: 'share',
    args: { ami, region: imageRegion, shareWithAccounts: accounts },
    dependsOn: [source],
  }
}
