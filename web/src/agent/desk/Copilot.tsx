import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { announce, Async, Money, Tag, TimeText, toast, useShortcut } from '@/ui'
import { Asides } from './Asides'
import desk from './Desk.module.css'
import { behind } from './fresh'
import { Steps } from './Steps'
import { useAct } from './useAct'
import { hintsKey, useConversation, useHints } from './useDesk'
import { inWords, type Card, type Draft, type Hints } from './wire'

/** The right column: why me, what next, what to say, what to offer, who it is. */
export function Copilot({ id, onInsert }: { id: string; onInsert: (draft: Draft) => void }) {
  const query = useHints(id, true)
  return <Async query={query}>{(hints) => <Steady id={id} hints={hints} onInsert={onInsert} />}</Async>
}

/** What is under the pointer or the focus does not move: new hints wait until it has left, and say so. */
function Steady({ id, hints, onInsert }: { id: string; hints: Hints; onInsert: (draft: Draft) => void }) {
  const { t } = useTranslation('agent')
  const talk = useConversation(id)
  const [over, setOver] = useState(false)
  const [shown, setShown] = useState(hints)
  useEffect(() => {
    if (!over || hints.seq === shown.seq) setShown(hints) // of the same message only small things change
  }, [over, hints, shown.seq])
  const old = behind(shown, talk.data?.messages ?? [])
  return (
    <div onPointerEnter={() => setOver(true)} onPointerLeave={() => setOver(false)}>
      {old && (
        <p className={desk.stale} role="status">
          {t('desk.movedOn')}
          {hints.seq > shown.seq && (
            <Button size="small" onClick={() => setShown(hints)}>
              {t('desk.showNew')}
            </Button>
          )}
        </p>
      )}
      <Beside id={id} hints={shown} onInsert={onInsert} />
    </div>
  )
}

function Beside({ id, hints, onInsert }: { id: string; hints: Hints; onInsert: (draft: Draft) => void }) {
  const { t, i18n } = useTranslation('agent')
  const say = (words: Parameters<typeof inWords>[0]) => inWords(words, i18n.language)
  const insert = (n: number) => {
    const draft = hints.drafts[n]
    if (!draft) return
    onInsert(draft)
    announce(t('desk.inserted'))
  }
  useShortcut('Alt+1', t('desk.keys.draft1'), () => insert(0))
  useShortcut('Alt+2', t('desk.keys.draft2'), () => insert(1))
  useShortcut('Alt+3', t('desk.keys.draft3'), () => insert(2))
  const act = useAct(id)
  const ready = hints.track?.actions.find((one) => one.allowed && !one.done)
  useShortcut('Alt+r', t('desk.keys.act'), () => ready && act.ask(ready))
  const offer = (card: Card) => onInsert({ id: '', kind: 'product', text: t('desk.offerText', { name: card.name, link: card.link }), citations: [{ source: 'product', id: card.product, title: card.name }], skus: [card.sku ?? card.product] })
  return (
    <div className={desk.beside}>
      <section className={desk.why}>
        <h2>{t('desk.why')}</h2>
        <p>
          <strong>{say(hints.why.sentence)}</strong>
        </p>
        {hints.why.summary && <p className={desk.faint}>{hints.why.summary}</p>}
        {hints.opportunities.map((one) => (
          <p key={one.kind} className={desk.chance}>
            {say(one.text)} <Money minor={one.at_stake_minor} currency={one.currency} />
          </p>
        ))}
        <Notes id={id} notes={hints.notes} />
      </section>

      <section>
        <h2>{t('desk.drafts')}</h2>
        {hints.drafts.length === 0 && <p className={desk.quiet}>{t(hints.held_out ? 'desk.heldOut' : 'desk.noDraft')}</p>}
        <ol className={desk.drafts}>
          {hints.drafts.map((draft, n) => (
            <li key={draft.id}>
              <button onClick={() => insert(n)}>
                <kbd>{`Alt+${n + 1}`}</kbd>
                <span>{draft.text}</span>
              </button>
              <p className={desk.faint}>
                {draft.citations.map((one) => (
                  <span key={one.source + one.id}>
                    {t(`desk.kinds.${one.source}`, one.source)} · {one.title}
                  </span>
                ))}
              </p>
            </li>
          ))}
        </ol>
      </section>

      {hints.track && <Steps track={hints.track} act={act} />}

      {hints.products.length > 0 && (
        <section>
          <h2>{t('desk.products')}</h2>
          <ul className={desk.cards}>
            {hints.products.map((card) => (
              <li key={card.product}>
                <div>
                  <strong>{card.name}</strong>
                  <p className={desk.faint}>{card.reasons.map(say).join(' · ')}</p>
                  <p>
                    <Money minor={card.price_minor} currency={card.currency} /> <span className={desk.faint}>{t('desk.stock', { n: card.stock })}</span>
                  </p>
                </div>
                <Button size="small" onClick={() => offer(card)}>
                  {t('desk.offer')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}

      <Asides id={id} asides={hints.asides} />

      <Shopper hints={hints} />

      {hints.cases.length > 0 && (
        <section>
          <h2>{t('desk.cases')}</h2>
          <ul className={desk.cases}>
            {hints.cases.map((one, n) => (
              <li key={n}>
                <details>
                  <summary>{one.question}</summary>
                  <p>{one.answer}</p>
                </details>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

/** A changed rule stays until it was acknowledged; the server keeps who has. */
function Notes({ id, notes }: { id: string; notes: Hints['notes'] }) {
  const { t, i18n } = useTranslation('agent')
  const queries = useQueryClient()
  const acknowledge = async (note: string) => {
    try {
      await api.post(`/agent/chats/${id}/acks`, { note })
      queries.setQueryData<Hints>(hintsKey(id), (before) => before && { ...before, notes: before.notes.filter((one) => one.id !== note) })
    } catch {
      toast({ text: t('desk.failed'), tone: 'bad' })
    }
  }
  return (
    <>
      {notes.map((one) => (
        <p key={one.id} className={desk.note} role="status">
          <span>
            {inWords(one.text, i18n.language)}{' '}
            <span className={desk.faint}>
              (<TimeText at={one.since ?? one.till ?? ''} style="time" />)
            </span>
          </span>
          <button onClick={() => void acknowledge(one.id)}>{t('desk.gotIt')}</button>
        </p>
      ))}
    </>
  )
}

function Shopper({ hints }: { hints: Hints }) {
  const { t, i18n } = useTranslation('agent')
  const { who } = hints
  return (
    <section>
      <h2>{t('desk.shopper')}</h2>
      <p className={desk.acted}>
        {who.tier && <Tag tone="primary">{who.tier}</Tag>}
        {who.tags.map((one) => (
          <Tag key={one.tag}>{one.tag}</Tag>
        ))}
        {who.contacts_24h > 1 && <Tag tone="warn">{t('desk.contacts', { n: who.contacts_24h })}</Tag>}
      </p>
      <ul className={desk.orders}>
        {who.orders.map((one) => (
          <li key={one.id} data-current={one.current || undefined}>
            <p>
              <strong>{one.id}</strong> <Tag tone={one.current ? 'primary' : 'plain'}>{inWords(one.state_text, i18n.language)}</Tag> <Money minor={one.amount_minor} currency={one.currency} />
            </p>
            <p className={desk.faint}>{one.items.join(' · ')}</p>
            {one.parcel && <p className={desk.faint}>{one.parcel}</p>}
          </li>
        ))}
      </ul>
      {who.orders.length === 0 && <p className={desk.quiet}>{t('desk.noOrders')}</p>}
      {who.earlier.length > 0 && <p className={desk.faint}>{t('desk.earlier', { n: who.earlier.length })}</p>}
    </section>
  )
}
