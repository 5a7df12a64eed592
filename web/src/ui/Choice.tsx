import { useId } from 'react'
import parts from './parts.module.css'

/** A few exclusive settings side by side: radio buttons, so arrows and readers work. */
export function Choice<T extends string>(props: { label: string; options: { value: T; text: string; lang?: string }[]; value: T; onChange: (value: T) => void }) {
  const name = useId()
  return (
    <div className={parts.choice} role="radiogroup" aria-label={props.label}>
      {props.options.map((option) => (
        <label key={option.value} lang={option.lang}>
          <input type="radio" name={name} value={option.value} checked={option.value === props.value} onChange={() => props.onChange(option.value)} />
          <span>{option.text}</span>
        </label>
      ))}
    </div>
  )
}
