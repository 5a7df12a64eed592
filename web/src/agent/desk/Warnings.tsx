import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from '@/ui'
import desk from './Desk.module.css'
import { leftWords } from './fresh'
import { dropUnsent, keptUnsent } from './kept'
import { useTwin } from './useTwin'

/** What an agent should know before going on: a second desk, and words that were left behind. */
export function Warnings({ held }: { held: string[] }) {
  const { t } = useTranslation('agent')
  const twin = useTwin()
  const [, again] = useState(0)
  const left = leftWords(keptUnsent(), held)
  if (!twin && left.length === 0) return null
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text)
      toast({ text: t('desk.leftWords.copied'), tone: 'good' })
    } catch {
      toast({ text: t('desk.leftWords.notCopied'), tone: 'bad' })
    }
  }
  return (
    <div className={desk.warnings} role="status">
      {twin && <p>{t('desk.twin')}</p>}
      {left.map((one) => (
        <div key={one.chat}>
          <p>
            {t('desk.leftWords.words')} <q>{one.text}</q>
          </p>
          <Button size="small" onClick={() => void copy(one.text)}>
            {t('desk.leftWords.copy')}
          </Button>
          <Button
            size="small"
            onClick={() => {
              dropUnsent(one.chat)
              again((n) => n + 1)
            }}
          >
            {t('desk.leftWords.drop')}
          </Button>
        </div>
      ))}
    </div>
  )
}
