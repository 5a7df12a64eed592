import { useTranslation } from 'react-i18next'
import look from './billing.module.css'
import { warningOf } from './warning'

/** What a rating warns of, a line each, in the page's language. */
export function Warned({ of }: { of: string[] }) {
  const { t } = useTranslation('billing')
  if (of.length === 0) return null
  return (
    <ul className={look.warned}>
      {of.map((one) => {
        const known = warningOf(one)
        return <li key={one}>{known ? t(`warned.${known.key}`, known.figures) : one}</li>
      })}
    </ul>
  )
}
