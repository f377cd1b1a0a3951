/** A text that says something: an empty one counts as absent, as with Go's decoder. */
export const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
