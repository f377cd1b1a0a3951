/**
 * Text of tenants and workers as a terminal may show it: control characters, which could move the cursor or hide
 * text, are written as escapes, and so are marks that turn the direction of writing around.
 */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, escaped)

const escaped = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
