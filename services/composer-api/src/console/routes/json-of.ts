/** The rows of the operator package as JSON; times become text in the form of RFC 3339. */
export const jsonOf = (value: object): string => JSON.stringify(value)
