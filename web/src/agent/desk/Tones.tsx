import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault } from '@/api'
import { announce, toast, useShortcut } from '@/ui'
import desk from './Desk.module.css'

const tones = ['shorter', 'warmer', 'formal'] as const
const tongues = ['zh', 'en'] as const

/** The words in work in another tone, or in another language where a model is set. One press takes it back. */
export function Tones({ id, text, translates, onText }: { id: string; text: string; translates: boolean; onText: (text: string) => void }) {
  const { t } = useTranslation('agent')
  const [busy, setBusy] = useState('')
  const make = async (tone: string) => {
    if (text.trim() === '' || busy !== '') return
    setBusy(tone)
    try {
      const before = text
      const { text: after } = await api.post<{ text: string }>(`/agent/chats/${id}/reword`, { text, tone })
      onText(after)
      announce(t('desk.tones.done'))
      toast({ text: t('desk.tones.done'), undo: () => onText(before) })
    } catch (thrown) {
      const { code } = asFault(thrown)
      toast({ text: t(`desk.tones.faults.${code}`, t('desk.failed')), tone: 'bad' })
    } finally {
      setBusy('')
    }
  }
  useShortcut('Alt+s', t('desk.keys.shorter'), () => void make('shorter'))
  useShortcut('Alt+m', t('desk.keys.warmer'), () => void make('warmer'))
  useShortcut('Alt+f', t('desk.keys.formal'), () => void make('formal'))
  return (
    <div className={desk.tones} role="group" aria-label={t('desk.tones.title')}>
      {[...tones, ...(translates ? tongues : [])].map((one) => (
        <button key={one} type="button" disabled={text.trim() === '' || busy !== ''} onClick={() => void make(one)}>
          {t(`desk.tones.${one}`)}
        </button>
      ))}
    </div>
  )
}
