import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, Empty, Money, Panel, Rows, Tag, type Column } from '@/ui'
import look from './data.module.css'

type Variant = { id: string; options: Record<string, string>; price_minor: number; stock: number; available: boolean }
type Product = { id: string; name: string; name_en?: string; category?: string; price_minor: number; currency: string; variants?: Variant[] }

const low = 10

/** The catalogue as the shop brought it, with what is left of each. */
export function Products() {
  const { t } = useTranslation('brand')
  const [words, setWords] = useState('')
  const asked = useDeferredValue(words.trim().toLowerCase())
  const query = useQuery({ queryKey: ['/brand/products'], queryFn: ({ signal }) => api.get<{ items: Product[] }>('/brand/products', { signal }) })
  const columns: Column<Product>[] = [
    { key: 'name', title: t('data.products.name'), cell: (row) => row.name },
    { key: 'id', title: t('data.products.id'), cell: (row) => <code>{row.id}</code> },
    { key: 'category', title: t('data.products.category'), cell: (row) => row.category || '–' },
    { key: 'price', title: t('data.products.price'), align: 'end', cell: (row) => <Price product={row} /> },
    { key: 'variants', title: t('data.products.variants'), align: 'end', cell: (row) => <CountText n={row.variants?.length ?? 0} /> },
    { key: 'stock', title: t('data.products.stock'), align: 'end', cell: (row) => <Stock variants={row.variants ?? []} /> },
  ]
  return (
    <Panel>
      <div className={look.filters}>
        <Input.Search allowClear aria-label={t('data.products.search')} placeholder={t('data.products.search')} onChange={(typed) => setWords(typed.target.value)} />
      </div>
      <Async query={query} isEmpty={(found) => found.items.length === 0} empty={<Empty title={t('data.products.none')} hint={t('data.products.noneHint')} />}>
        {(found) => {
          const shown = found.items.filter((one) => [one.id, one.name, one.name_en ?? '', one.category ?? ''].join('\n').toLowerCase().includes(asked))
          return (
            <>
              {shown.length === 0 ? <Empty title={t('data.products.noneFits')} /> : <Rows rows={shown} columns={columns} rowKey={(row) => row.id} caption={t('data.products.tab')} />}
              <p className={look.count} role="status">
                <CountText n={shown.length} /> / <CountText n={found.items.length} />
              </p>
            </>
          )
        }}
      </Async>
    </Panel>
  )
}

function Price({ product }: { product: Product }) {
  const prices = (product.variants ?? []).map((one) => one.price_minor).filter((minor) => minor > 0)
  const [least, most] = prices.length > 0 ? [Math.min(...prices), Math.max(...prices)] : [product.price_minor, product.price_minor]
  return (
    <>
      <Money minor={least} currency={product.currency} />
      {most > least && (
        <>
          {' – '}
          <Money minor={most} currency={product.currency} />
        </>
      )}
    </>
  )
}

function Stock({ variants }: { variants: Variant[] }) {
  const { t } = useTranslation('brand')
  if (variants.length === 0) return <>–</>
  const all = variants.reduce((sum, one) => sum + (one.available ? one.stock : 0), 0)
  const out = variants.filter((one) => !one.available || one.stock === 0).length
  return (
    <span className={look.stock}>
      <CountText n={all} />
      {all === 0 ? <Tag tone="bad">{t('data.products.soldOut')}</Tag> : out > 0 ? <Tag tone="warn">{t('data.products.someOut', { count: out })}</Tag> : all < low && <Tag tone="warn">{t('data.products.low')}</Tag>}
    </span>
  )
}
