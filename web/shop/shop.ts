import { garment, type Shape } from './garments'

/** A product as GET /widget/v1/shop/{brand}/products tells it; what is missing is left out of the page. */
type Product = { sku?: string; name: string; note?: string; price_minor: number; was_minor?: number; currency?: string; shape?: Shape; cloth?: string }

const shades = [
  { name: '燕麦', cloth: '#cdb497' },
  { name: '驼色', cloth: '#a9764a' },
  { name: '雾蓝', cloth: '#7f95a8' },
  { name: '炭灰', cloth: '#55565c' },
]

/** Shown until, or instead of, what the server tells. */
const ownStock: Product[] = [
  { name: '双面羊毛系带大衣', price_minor: 129_900, was_minor: 169_900, shape: 'coat' },
  { name: '羊绒圆领针织衫', note: '双 11 价', price_minor: 59_900, shape: 'knit', cloth: '#b4634a' },
  { name: '法式收腰连衣裙', note: '新品', price_minor: 45_900, shape: 'dress', cloth: '#44574d' },
  { name: '高腰直筒西裤', note: '可机洗', price_minor: 32_900, shape: 'trousers', cloth: '#3d4457' },
  { name: '浅色羊绒大衣', note: '现货', price_minor: 79_900, shape: 'coat', cloth: '#e2d3bd' },
]

const at = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T

function money({ price_minor, currency = 'CNY' }: { price_minor: number; currency?: string | undefined }): string {
  const whole = price_minor % 100 === 0
  return new Intl.NumberFormat('zh-CN', { style: 'currency', currency, minimumFractionDigits: whole ? 0 : 2 }).format(price_minor / 100)
}

function radios(into: HTMLElement, name: string, options: { value: string; cloth?: string }[], first: number, chosen: (i: number) => void): void {
  options.forEach((option, i) => {
    const label = document.createElement('label')
    const input = document.createElement('input')
    const face = document.createElement('span')
    Object.assign(input, { type: 'radio', name, value: option.value, checked: i === first })
    input.addEventListener('change', () => chosen(i))
    if (option.cloth) {
      face.style.setProperty('--cloth', option.cloth)
      input.setAttribute('aria-label', option.value)
    } else {
      face.textContent = option.value
    }
    label.append(input, face)
    into.append(label)
  })
}

function showFirst(product: Product): void {
  at('name').textContent = product.name
  if (product.note) at('sub').textContent = product.note
  at('price').textContent = money(product)
  at('was').textContent = product.was_minor ? money({ price_minor: product.was_minor, currency: product.currency }) : ''
  at('stage').querySelector('svg')?.remove()
  at('stage').append(garment(product.shape ?? 'coat', product.name))
}

function showMore(products: Product[]): void {
  const kinds: Shape[] = ['knit', 'dress', 'trousers', 'coat']
  at('more').replaceChildren(
    ...products.slice(0, 4).map((product, i) => {
      const item = document.createElement('li')
      const picture = document.createElement('div')
      picture.className = 'pic'
      if (product.cloth) picture.style.setProperty('--cloth', product.cloth)
      picture.append(garment(product.shape ?? kinds[i % kinds.length]!, product.name))
      const name = document.createElement('b')
      name.textContent = product.name
      const price = document.createElement('span')
      price.textContent = [money(product), product.note].filter(Boolean).join(' · ')
      item.append(picture, name, price)
      return item
    }),
  )
}

function show(products: Product[]): void {
  const [first, ...rest] = products
  if (first) showFirst(first)
  showMore(rest)
}

const pictured = '双面呢羊毛大衣'

async function fromServer(): Promise<void> {
  try {
    const answer = await fetch('/widget/v1/shop/yunshang/products')
    if (!answer.ok) return
    const { items } = (await answer.json()) as { items?: Product[] }
    const known = (items ?? []).filter((one) => typeof one?.name === 'string' && Number.isFinite(one.price_minor))
    // The picture and the words of this page are the wrap coat's; it goes first.
    known.sort((a, b) => Number(b.name.includes(pictured)) - Number(a.name.includes(pictured)))
    if (known.length > 0) show(known.map((one, i) => ({ ...one, cloth: one.cloth ?? ownStock[i]?.cloth })))
  } catch {
    // Without the server the page keeps its own stock: it is a shop window.
  }
}

let bag = 0
show(ownStock)
radios(at('shades'), 'shade', shades.map(({ name, cloth }) => ({ value: name, cloth })), 0, (i) => {
  at('shade').textContent = shades[i]!.name
  at('stage').style.setProperty('--cloth', shades[i]!.cloth)
})
radios(at('sizes'), 'size', ['S', 'M', 'L', 'XL'].map((value) => ({ value })), 1, (i) => {
  at('size').textContent = ['S', 'M', 'L', 'XL'][i]!
})
at('cart').addEventListener('click', () => {
  at('said').textContent = `已加入购物袋（共 ${++bag} 件）。演示店铺，不会真的下单。`
})
at('now').addEventListener('click', () => {
  at('said').textContent = '演示店铺，不会真的下单。想问什么，点右下角。'
})
void fromServer()
