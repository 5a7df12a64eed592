import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, Choice, CountText, FaultFace, Panel, Tag, TimeText, toast } from '@/ui'
import look from './guard.module.css'
import { tones, type Book as RuleBook, type RuleLine } from './wire'
import { TryText } from './TryText'

const shows = ['all', 'hit', 'own', 'off'] as const

/** Every rule that messages are held against, by kind; each can be switched off and on. */
export function Book() {
  const { t } = useTranslation('guard')
  const [show, setShow] = useState<(typeof shows)[number]>('all')
  const query = useQuery({ queryKey: ['/brand/guard-book'], queryFn: ({ signal }) => api.get<RuleBook>('/brand/guard-book', { signal }) })
  return (
    <>
      <TryText />
      <Panel title={t('book.title')} note={t('book.note')} extra={<Choice label={t('book.show')} value={show} onChange={setShow} options={shows.map((value) => ({ value, text: t(`book.shows.${value}`) }))} />}>
        <Async query={query}>
          {(book) => {
            const rows = book.rules.filter((one) => show === 'all' || (show === 'hit' && one.hits > 0) || (show === 'own' && one.own) || (show === 'off' && one.off))
            if (rows.length === 0) return <p className={look.quiet}>{t('book.none')}</p>
            return (
              <ul className={look.rules}>
                {rows.map((one) => (
                  <Rule key={one.id} rule={one} />
                ))}
              </ul>
            )
          }}
        </Async>
      </Panel>
    </>
  )
}

function Rule({ rule }: { rule: RuleLine }) {
  const { t } = useTranslation('guard')
  const known = useQueryClient()
  const turn = useMutation({
    mutationFn: (on: boolean) => api.post('/brand/guard-book/switch', { rule: rule.id, on }),
    onSuccess: (_, on) => {
      toast({ text: t(on ? 'book.turnedOn' : 'book.turnedOff', { rule: rule.id }), tone: 'good', undo: () => turn.mutate(!on) })
      return known.invalidateQueries({ queryKey: ['/brand/guard-book'] })
    },
  })
  return (
    <li data-off={rule.off || undefined}>
      <div className={look.ruleHead}>
        <strong>
          <code>{rule.id}</code>
        </strong>
        <Tag tone={tones[rule.level]}>{t(`levels.${rule.level}`)}</Tag>
        <Tag>{t(`kinds.${rule.kind}`, rule.kind)}</Tag>
        {rule.own && <Tag tone="accent">{t('book.own')}</Tag>}
        {rule.channels.map((one) => (
          <Tag key={one}>{t(`channels.${one}`, one)}</Tag>
        ))}
        <span className={look.faint}>
          {rule.words > 0 && t('book.words', { count: rule.words })} {rule.match === 'fuzzy' && rule.words > 0 && t('book.fuzzy')}
        </span>
        <span className={look.end}>
          {rule.hits > 0 && (
            <span className={look.faint}>
              {t('book.hits')} <CountText n={rule.hits} /> {rule.overridden > 0 && t('book.overridden', { count: rule.overridden })}
            </span>
          )}
          <Button size="small" loading={turn.isPending} onClick={() => turn.mutate(rule.off)} aria-label={t(rule.off ? 'book.onOf' : 'book.offOf', { rule: rule.id })}>
            {t(rule.off ? 'book.on' : 'book.off')}
          </Button>
        </span>
      </div>
      <p className={look.some}>
        {rule.pattern ? <code>{rule.pattern}</code> : rule.detect ? t(`details.${rule.detect}`, rule.detect) : rule.some.join('、')}
        {rule.words > rule.some.length && ' …'}
      </p>
      {(rule.from || rule.till) && (
        <p className={look.faint}>
          {t('book.dates')} {rule.from && <TimeText at={rule.from} style="date" />} – {rule.till && <TimeText at={rule.till} style="date" />}
        </p>
      )}
      {rule.allow.length > 0 && (
        <p className={look.faint}>
          {t('book.allow')} {rule.allow.join('、')}
        </p>
      )}
      {turn.isError && <FaultFace thrown={turn.error} />}
    </li>
  )
}
