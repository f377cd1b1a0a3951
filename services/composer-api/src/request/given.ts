/** The text; undefined for an empty one, which counts as absent, as in the Go code of the reference. */
export const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
