import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import look from './Bench.module.css'

const examples = ['shipping', 'returns', 'several', 'coupons', 'size', 'cancel', 'unknown', 'person', 'injection', 'english'] as const

/** The line to write on, with questions to begin from. */
export function Ask({ busy, begun, onSay }: { busy: boolean; begun: boolean; onSay: (text: string) => void }) {
  const { t } = useTranslation('brand')
  const [text, setText] = useState('')
  const send = (words: string) => {
    if (busy || !words.trim()) return
    onSay(words.trim())
    setText('')
  }
  return (
    <form
      className={look.ask}
      onSubmit={(sent) => {
        sent.preventDefault()
        send(text)
      }}
    >
      <ul className={look.chips} data-begun={begun} aria-label={t('bench.examples.label')}>
        {examples.map((key) => (
          <li key={key}>
            <button type="button" disabled={busy} onClick={() => send(t(`bench.examples.${key}`))}>
              {t(`bench.examples.${key}`)}
            </button>
          </li>
        ))}
      </ul>
      <div className={look.line}>
        <Input.TextArea
          aria-label={t('bench.question')}
          placeholder={t('bench.placeholder')}
          value={text}
          maxLength={1500}
          autoSize={{ minRows: 1, maxRows: 4 }}
          onChange={(typed) => setText(typed.target.value)}
          onPressEnter={(pressed) => {
            // Enter that ends a Chinese composition chooses a word and sends nothing.
            if (pressed.shiftKey || pressed.nativeEvent.isComposing) return
            pressed.preventDefault()
            send(text)
          }}
        />
        <Button type="primary" htmlType="submit" loading={busy} disabled={!text.trim()}>
          {t('bench.send')}
        </Button>
      </div>
    </form>
  )
}
