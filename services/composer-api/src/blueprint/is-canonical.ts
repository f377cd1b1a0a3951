/** `//`, `/./` and `/../`, or one of them without its last slash at the end. */
const detour = /\/\.{0,2}(?:\/|$)/

/** Whether a path is absolute and canonical: no empty, `.` or `..` segment, and no slash at its end. */
export function isCanonical(path: string): boolean {
  return path.startsWith('/') && !detour.test(path)
}
