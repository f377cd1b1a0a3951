/** One page of a list, in the form that all lists of this API have. `size` is the number of items on this page. */
export function listDocument<T>(kind: string, page: number, total: number, items: T[]) {
  return { kind, page, size: items.length, total, items }
}
