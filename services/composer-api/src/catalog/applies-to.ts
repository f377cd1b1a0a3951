import type { Condition } from './files.js'

/** Whether a condition of the family's file holds for a distribution. */
export function appliesTo(
  { vendors, fromMinor = 0, toMinor = Infinity }: Condition,
  { vendor, minor = Infinity }: { vendor: string; minor?: number | undefined },
): boolean {
  return (vendors?.includes(vendor) ?? true) && minor >= fromMinor && minor <= toMinor
}
