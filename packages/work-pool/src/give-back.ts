import { move, transferableSymbol, valueSymbol } from 'piscina'

/** Called in a worker thread: wraps its result so that `buffers` are transferred to the caller, not copied. */
export function giveBack<T>(value: T, buffers: ArrayBuffer[]): T {
  return move({ [valueSymbol]: value, [transferableSymbol]: buffers } as never) as T
}
