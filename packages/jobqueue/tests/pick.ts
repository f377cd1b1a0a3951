/** A number chooses among what there is at that moment, so that every shrunk sequence still makes sense. */
export const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length]
