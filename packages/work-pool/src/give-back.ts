import { move, transferableSymbol, valueSymbol } from 'piscina'

/** For a thread's function: a result whose buffers go back to the caller without a copy. */
export function giveBack<T>(value: T, buffers: ArrayBuffer[]): T {
  return move({ [valueSymbol]: value, [transferableSymbol]: buffers } as never) as T
}
