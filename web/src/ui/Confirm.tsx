import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Sheet } from './Sheet'

export type Question = {
  title: string
  /** What will happen, and whether it can be taken back. */
  text?: string
  yes: string
  danger?: boolean
}

let ask: (question: Question) => Promise<boolean> = async () => false

/** Asks before what cannot be undone: `if (await confirm({...})) …`. Where it can be undone, do it and toast with `undo`. */
export function confirm(question: Question): Promise<boolean> {
  return ask(question)
}

/** Where questions appear; the shell mounts it once. "No" holds the focus when the answer is dangerous. */
export function Confirmer() {
  const { t } = useTranslation('ui')
  const [open, setOpen] = useState<{ question: Question; answer: (yes: boolean) => void } | null>(null)
  useEffect(() => {
    ask = (question) => new Promise((answer) => setOpen({ question, answer }))
    return () => {
      ask = async () => false
    }
  }, [])
  if (!open) return null
  const { question } = open
  const answer = (yes: boolean) => {
    open.answer(yes)
    setOpen(null)
  }
  return (
    <Sheet
      title={question.title}
      onClose={() => answer(false)}
      foot={
        <>
          <Button autoFocus={question.danger === true} onClick={() => answer(false)}>
            {t('cancel')}
          </Button>
          <Button autoFocus={question.danger !== true} type="primary" danger={question.danger === true} onClick={() => answer(true)}>
            {question.yes}
          </Button>
        </>
      }
    >
      {question.text && <p>{question.text}</p>}
    </Sheet>
  )
}
