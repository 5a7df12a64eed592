/** Made-up figures and words for the gallery of parts; development only, so in one language. */
export const words = {
  title: 'Parts', lead: 'Every shared part with made-up figures.', home: 'Home', resolved: 'Resolved by the bot', wait: 'Wait, p90', gmv: 'Sales guided', queue: 'In the queue',
  fan: 'Inquiries, forecast and actual', coverage: 'People needed and there', wall: 'Wait on the floor', pay: 'Pay by day', funnel: 'From inquiry to order',
  work: 'Long work and tags', import: 'Import of orders', way: 'A way with steps', empty: 'Nothing here yet', hint: 'Say why it is empty and what comes first.', do: 'Do it', sure: 'Really?',
}

export const spark = [4, 6, 5, 8, 7, 9, 12, 11, 14]
export const times = Array.from({ length: 24 }, (_, i) => `${String(i).padStart(2, '0')}:00`)

const curve = (i: number) => 400 + 1600 * Math.exp(-((i - 20) ** 2) / 10) + 500 * Math.exp(-((i - 11) ** 2) / 18)
export const fan = times.map((when, i) => ({ when, p10: Math.round(curve(i) * 0.8), p50: Math.round(curve(i)), p90: Math.round(curve(i) * 1.3), ...(i < 15 ? { actual: Math.round(curve(i) * (1 + 0.18 * Math.sin(i * 2))) } : {}) }))
export const coverage = times.map((when, i) => ({ when, need: Math.ceil(curve(i) / 40), filled: Math.ceil(curve(i) / (i > 18 && i < 22 ? 52 : 39)) }))
export const lines = [
  { key: 'now', name: 'Now', values: times.map((_, i) => 12 + 8 * Math.sin(i / 3) + (i === 20 ? 16 : 0)) },
  { key: 'p90', name: 'p90', values: times.map((_, i) => 24 + 9 * Math.sin(i / 3 + 0.4)) },
]
export const pay = Array.from({ length: 14 }, (_, i) => ({ day: `11-${String(i + 1).padStart(2, '0')}`, minor: 18_000 + ((i * 7_919) % 23) * 1_050 }))
export const funnel = [
  { key: 'ask', name: 'Asked', count: 12_480 },
  { key: 'answer', name: 'Answered', count: 12_310 },
  { key: 'cart', name: 'In the cart', count: 5_204 },
  { key: 'order', name: 'Ordered', count: 3_118 },
]
export const tags = (['plain', 'primary', 'accent', 'good', 'warn', 'bad'] as const).map((tone) => ({ key: tone, text: tone, tone }))
export const steps = ['a', 'b', 'c', 'd'].map((key) => ({ key, title: `Step ${key}`, text: 'What happens here, in half a line.' }))
