/** The files that a brand brings, where each goes, and what it is made of. */
export const kinds = [
  { kind: 'products', path: '/brand/imports/shop/products', type: 'application/json', ends: ['.json'] },
  { kind: 'orders', path: '/brand/imports/shop/orders', type: 'application/json', ends: ['.json'] },
  { kind: 'logistics', path: '/brand/imports/shop/logistics', type: 'application/json', ends: ['.json'] },
  { kind: 'coupons', path: '/brand/imports/shop/coupons', type: 'application/json', ends: ['.json'] },
  { kind: 'shoppers', path: '/brand/imports/shop/shoppers', type: 'application/json', ends: ['.json'] },
  { kind: 'questions', path: '/brand/imports/questions', type: 'application/jsonl', ends: ['.jsonl', '.ndjson'] },
  { kind: 'history', path: '/brand/imports/history', type: 'text/csv', ends: ['.csv'] },
  { kind: 'events', path: '/brand/imports/events', type: 'text/csv', ends: ['.csv'] },
] as const

export type Kind = (typeof kinds)[number]['kind']

/** What an import answers; most are whole or not at all and refuse by a fault. */
export type Taken = { accepted: number; refused?: { where: string; wanted: string; got?: string }[]; refused_count?: number }

/** The kind that a file's name speaks of; undefined where it says nothing. */
export function kindOf(name: string): Kind | undefined {
  const plain = name.toLowerCase()
  const said: [RegExp, Kind][] = [
    [/product|catalog|goods|items/, 'products'],
    [/logistic|parcel|tracking|shipment/, 'logistics'],
    [/coupon|voucher/, 'coupons'],
    [/shopper|user|customer|member/, 'shoppers'],
    [/question|phrasing|faq/, 'questions'],
    [/event|festival|holiday/, 'events'],
    [/history|calls|contacts|volume/, 'history'],
    [/order/, 'orders'],
  ]
  const kind = said.find(([words]) => words.test(plain))?.[1]
  if (kind) return kind
  if (plain.endsWith('.jsonl')) return 'questions'
  return plain.endsWith('.csv') ? 'history' : undefined
}

export function whereTo(kind: Kind): (typeof kinds)[number] {
  return kinds.find((one) => one.kind === kind)!
}
