import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { announce, toast } from '@/ui'
import desk from './Desk.module.css'
import type { Hit, Ruling } from './wire'

/** What the guard says of the words in work: each hit with its rule, what would pass, why it is sent all the same, and a way to say that the guard is wrong. */
export function Rule(props: { chat: string; text: string; ruling: Ruling; why: string; onWhy: (why: string) => void; onRewrite: () => void }) {
  const { t } = useTranslation('agent')
  const { ruling, why } = props
  const [appealed, setAppealed] = useState<string[]>([])
  const hits = ruling.hits.filter((one) => one.level !== 'log')
  const appeal = async (hit: Hit) => {
    try {
      await api.post(`/agent/chats/${props.chat}/appeals`, { rule: hit.rule, text: props.text, ...(why.trim() ? { says: why.trim() } : {}) })
      setAppealed((before) => [...before, hit.rule])
      announce(t('desk.appealed'))
    } catch (thrown) {
      const { code } = asFault(thrown)
      toast({ text: code === 'appeal_without_hit' ? t('desk.appealGone') : t('desk.failed'), tone: 'bad' })
    }
  }
  return (
    <div className={desk.rule} data-level={ruling.level} role="status">
      <strong>{t(`desk.levels.${ruling.level}`)}</strong>
      <ul>
        {hits.map((hit) => (
          <li key={`${hit.rule}${hit.start}`}>
            <mark>{hit.text}</mark> {t(`desk.ruleKinds.${hit.kind}`, hit.kind)}
            {hit.replace && (
              <>
                {' → '}
                <span>{hit.replace}</span>
              </>
            )}
            <code>{hit.rule}</code>{' '}
            {appealed.includes(hit.rule) ? (
              <span className={desk.faint}>{t('desk.appealed')}</span>
            ) : (
              <button type="button" className={desk.plainButton} onClick={() => void appeal(hit)}>
                {t('desk.falseAlarm')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <div className={desk.ruleFoot}>
        <Button size="small" onClick={props.onRewrite}>
          {t('desk.rewrite')}
        </Button>
        {hits.some((one) => one.level === 'warn') && ruling.level !== 'block' && (
          <label>
            {t('desk.override')}
            <input value={why} maxLength={300} onChange={(typed) => props.onWhy(typed.target.value)} />
          </label>
        )}
      </div>
    </div>
  )
}
