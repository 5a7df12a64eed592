import { decimalOf, fractionDigits } from '@/ui/format'

export { decimalOf }

/** How many decimals a currency has: two of most, none of the yen, three of the dinar. */
export const decimalsOf = fractionDigits

/** What a person typed, in minor units. The text is cut and not multiplied: 1.15 × 100 is not 115. */
export function minorOf(typed: string | number, currency: string): number {
  const places = decimalsOf(currency)
  const [whole = '0', part = ''] = String(typed).split('.')
  const digits = (part + '000').slice(0, places)
  return (whole.startsWith('-') ? -1 : 1) * Number(whole.replace('-', '') + digits)
}

/** So many whole units of a currency, in its minor units. */
export function unitsOf(whole: number, currency: string): number {
  return whole * 10 ** decimalsOf(currency)
}
