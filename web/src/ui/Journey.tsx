import journey from './Journey.module.css'

/** The way from the first step to the last, numbered, with where one stands. */
export function Journey({ steps, at }: { steps: { key: string; title: string; text: string }[]; at?: string }) {
  return (
    <ol className={journey.way}>
      {steps.map((step) => (
        <li key={step.key} aria-current={step.key === at ? 'step' : undefined}>
          <strong>{step.title}</strong>
          <span>{step.text}</span>
        </li>
      ))}
    </ol>
  )
}
