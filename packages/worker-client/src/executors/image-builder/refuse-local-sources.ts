import { JOB_ERROR, JobError } from '../../job-error.js'

/**
 * Refuses a blueprint that names files or containers of the machine that makes the manifest, because the program would
 * read them for the sender of the request. Like the program, it ignores the case of member names.
 * @throws {JobError} 29 naming the member
 */
export function refuseLocalSources(value: unknown, jobType: string, path = 'Args.Blueprint'): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`
    const name = key.toLowerCase()
    if (name === 'uri' && typeof member === 'string' && member !== '' && !/^https?:/i.test(member))
      throw refused(jobType, at, 'names a file of the machine that makes the manifest')
    if (name === 'local-storage' && member === true)
      throw refused(jobType, at, 'names a container of the machine that makes the manifest')
    refuseLocalSources(member, jobType, at)
  }
}

const refused = (jobType: string, at: string, why: string) =>
  new JobError(JOB_ERROR.parsingJobArgs, `Error parsing ${jobType} job args`, `${at} ${why}`)
