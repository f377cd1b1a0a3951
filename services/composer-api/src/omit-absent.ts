/** `T` with the members that may be undefined made optional. */
export type OmitAbsent<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The object without the members whose value is undefined, so that a mapping can be written as one literal. */
export function omitAbsent<T extends object>(object: T): OmitAbsent<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as OmitAbsent<T>
}

/** The object, or undefined when it has no member left. */
export function unlessEmpty<T extends object>(object: T): T | undefined {
  return Object.keys(object).length === 0 ? undefined : object
}
