/** State of the scanner between two bytes. */
export const At = {
  Value: 0,
  ElementOrEnd: 1,
  NameOrEnd: 2,
  Name: 3,
  Colon: 4,
  CommaOrEnd: 5,
  Text: 6,
  Escape: 7,
  Hex: 8,
  Word: 9,
  Minus: 10,
  Zero: 11,
  Digits: 12,
  Point: 13,
  Fraction: 14,
  Exponent: 15,
  Sign: 16,
  Power: 17,
  Done: 18,
} as const
export type At = (typeof At)[keyof typeof At]

export const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39

/** Next state after a byte inside a number; undefined: the byte is no part of the number. */
export function nextOfNumber(at: At, byte: number): At | undefined {
  const isE = byte === 0x65 || byte === 0x45
  switch (at) {
    case At.Minus:
      return byte === 0x30 ? At.Zero : isDigit(byte) ? At.Digits : undefined
    case At.Zero:
      return byte === 0x2e ? At.Point : isE ? At.Exponent : undefined
    case At.Digits:
      return isDigit(byte) ? At.Digits : byte === 0x2e ? At.Point : isE ? At.Exponent : undefined
    case At.Point:
      return isDigit(byte) ? At.Fraction : undefined
    case At.Fraction:
      return isDigit(byte) ? At.Fraction : isE ? At.Exponent : undefined
    case At.Exponent:
      return isDigit(byte) ? At.Power : byte === 0x2b || byte === 0x2d ? At.Sign : undefined
    case At.Sign:
    case At.Power:
      return isDigit(byte) ? At.Power : undefined
    default:
      return undefined
  }
}

/** Whether a number is complete in this state. */
export function endsNumber(at: At): boolean {
  return at === At.Zero || at === At.Digits || at === At.Fraction || at === At.Power
}
