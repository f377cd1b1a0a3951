const placeholder = /\{([^{}]*)\}/g

/**
 * Replaces `{name}` by its value, twice, so that a value may itself hold placeholders.
 * @returns the text and the names that have no value.
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
): { text: string; unknown: string[] } {
  const unknown: string[] = []
  const fill = (text: string) =>
    text.replace(placeholder, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      if (value === undefined) unknown.push(name)
      return value ?? whole
    })
  // Two rounds are enough: the deepest nesting is an ISO label that holds the architecture.
  const once = fill(template)
  return { text: unknown.length > 0 ? once : fill(once), unknown }
}
