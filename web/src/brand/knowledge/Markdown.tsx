import { Fragment, type ReactNode } from 'react'
import look from './knowledge.module.css'

/**
 * The Markdown of an article as it reads: headings, lists, paragraphs, bold.
 * HTML is shown as text, as the program takes it out anyway.
 */
export function Markdown({ text }: { text: string }) {
  return <div className={look.read}>{blocksOf(text).map((block, i) => draw(block, i))}</div>
}

export type Block = { kind: 'h' | 'ul' | 'ol' | 'p'; level?: number; lines: string[] }

export function blocksOf(text: string): Block[] {
  const out: Block[] = []
  for (const line of text.replace(/\r\n/g, '\n').split('\n')) {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line)
    const bullet = /^\s*[-*+]\s+(.*)$/.exec(line)
    const number = /^\s*\d+[.)]\s+(.*)$/.exec(line)
    if (heading) out.push({ kind: 'h', level: heading[1]!.length, lines: [heading[2]!] })
    else if (bullet) join(out, 'ul', bullet[1]!)
    else if (number) join(out, 'ol', number[1]!)
    else if (line.trim() === '') out.push({ kind: 'p', lines: [] })
    else join(out, 'p', line)
  }
  return out.filter((block) => block.lines.length > 0)
}

function join(out: Block[], kind: Block['kind'], line: string) {
  const last = out.at(-1)
  if (last?.kind === kind) last.lines.push(line)
  else out.push({ kind, lines: [line] })
}

function draw(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'h':
      return <h3 key={key}>{inline(block.lines[0]!)}</h3>
    case 'ul':
      return <ul key={key}>{block.lines.map((line, i) => <li key={i}>{inline(line)}</li>)}</ul>
    case 'ol':
      return <ol key={key}>{block.lines.map((line, i) => <li key={i}>{inline(line)}</li>)}</ol>
    case 'p':
      return <p key={key}>{block.lines.map((line, i) => <Fragment key={i}>{i > 0 && <br />}{inline(line)}</Fragment>)}</p>
  }
}

function inline(line: string): ReactNode[] {
  return line.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, i) => {
    if (part.startsWith('**') && part.endsWith('**') && part.length > 4) return <strong key={i}>{part.slice(2, -2)}</strong>
    if (part.startsWith('`') && part.endsWith('`') && part.length > 2) return <code key={i}>{part.slice(1, -1)}</code>
    return part
  })
}
