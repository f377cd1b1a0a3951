/**
 * Which paths of the image a customization may touch. A rule covers its path and everything below it; the longest
 * matching rule decides; `exact` allows the path alone and denies what lies below.
 */
export type PathPolicy = Readonly<Record<string, 'allow' | 'deny' | 'exact'>>

/** Whether `policy` lets a customization use the absolute, canonical `path`. */
export function isAllowed(policy: PathPolicy, path: string): boolean {
  let longest = ''
  // The rules are few, the segments of a path may be many.
  for (const place of Object.keys(policy))
    if (place.length > longest.length && covers(place, path)) longest = place
  const rule = policy[longest]
  return rule === undefined || rule === 'allow' || (rule === 'exact' && longest === path)
}

function covers(place: string, path: string): boolean {
  return (
    place === '/' || (path.startsWith(place) && (path.length === place.length || path[place.length] === '/'))
  )
}

const denied = (...paths: string[]): PathPolicy => Object.fromEntries(paths.map((path) => [path, 'deny']))
const allowed = (...paths: string[]): PathPolicy => Object.fromEntries(paths.map((path) => [path, 'allow']))

const accountFiles = denied('/etc/fstab', '/etc/group', '/etc/passwd', '/etc/shadow')

export const mountpointPolicy: PathPolicy = {
  ...denied(
    '/etc',
    '/sys',
    '/proc',
    '/dev',
    '/run',
    '/bin',
    '/sbin',
    '/lib',
    '/lib64',
    '/lost+found',
    '/sysroot',
  ),
  ...denied('/var/run', '/var/lock'),
  '/usr': 'exact',
}

/** Mount points of a bootc image: `/`, `/boot` and paths below `/var`. */
export const imageModeMountpointPolicy: PathPolicy = {
  '/': 'exact',
  '/boot': 'exact',
  ...allowed('/var'),
  ...denied(
    '/var/home',
    '/var/lock',
    '/var/mail',
    '/var/mnt',
    '/var/roothome',
    '/var/run',
    '/var/srv',
    '/var/usrlocal',
  ),
}

export const directoryPolicy: PathPolicy = {
  ...denied(
    '/bin',
    '/boot',
    '/dev',
    '/efi',
    '/lib',
    '/lib64',
    '/lost+found',
    '/proc',
    '/run',
    '/sbin',
    '/sys',
  ),
  ...denied('/sysroot', '/tmp', '/usr', '/var/run', '/var/tmp'),
  ...allowed('/usr/local'),
}

export const filePolicy: PathPolicy = { ...directoryPolicy, ...accountFiles }

/** Only some directories of an OSTree deployment are writable. */
export const ostreeDirectoryPolicy: PathPolicy = { ...denied('/'), ...allowed('/etc') }

export const ostreeFilePolicy: PathPolicy = {
  ...denied('/'),
  ...allowed('/etc', '/root', '/usr/local/bin', '/usr/local/sbin'),
  ...accountFiles,
}
