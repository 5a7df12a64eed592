import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import look from './knowledge.module.css'

/** Other ways to ask the same, to choose phrasings from: few examples become enough. */
export function OtherWords({ text, have, onAdd }: { text: string; have: string[]; onAdd: (words: string) => void }) {
  const { t } = useTranslation('brand')
  const ask = useMutation({ mutationFn: () => api.post<{ items: string[] }>('/brand/knowledge/other-words', { text }) })
  const left = (ask.data?.items ?? []).filter((one) => !have.includes(one))
  return (
    <div className={look.words}>
      <Button size="small" disabled={!text.trim()} loading={ask.isPending} onClick={() => ask.mutate()}>
        {t('knowledge.otherWords')}
      </Button>
      {left.map((one) => (
        <Button key={one} size="small" type="dashed" onClick={() => onAdd(one)}>
          + {one}
        </Button>
      ))}
      {ask.isSuccess && left.length === 0 && <small>{t('knowledge.noOtherWords')}</small>}
    </div>
  )
}
