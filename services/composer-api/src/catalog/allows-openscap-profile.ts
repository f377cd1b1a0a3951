import type { Distribution } from './catalog.js'

/**
 * Whether a distribution has an OpenSCAP profile. The end of an id will do (`cis` for
 * `xccdf_org.ssgproject.content_profile_cis`), as in the manifest library.
 */
export function allowsOpenscapProfile({ openscapProfiles }: Distribution, profile: string): boolean {
  return openscapProfiles === undefined || openscapProfiles.some((known) => known.endsWith(profile))
}
