/** A page of a list as every list of this API shows it: `size` counts the items that follow. */
export function listDocument<T>(kind: string, page: number, total: number, items: T[]) {
  return { kind, page, size: items.length, total, items }
}
