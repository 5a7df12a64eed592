import look from './LogIn.module.css'

/** The sign grown to a pattern: rows of hands, a few of them lit. Which ones is a rule, not chance, so the picture is always the same. */
export function Weave() {
  const cells = Array.from({ length: 70 }, (_, i) => ({ x: (i % 7) * 96 + (Math.floor(i / 7) % 2) * 48 - 40, y: Math.floor(i / 7) * 92 - 20, lit: (i * 7919) % 11 < 2, warm: (i * 104_729) % 7 === 0 }))
  return (
    <svg className={look.weave} viewBox="0 0 640 860" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {cells.map(({ x, y, lit, warm }) => (
        <g key={`${x},${y}`} transform={`translate(${x} ${y})`} fill="none" strokeLinecap="round" strokeWidth="7" opacity={lit ? 0.85 : 0.13}>
          <path d="M8 72V40a32 32 0 0 1 64 0v32" stroke={lit && warm ? '#ff9d6b' : '#7fb0ff'} />
          <path d="M26 76V42a14 14 0 0 1 28 0v34" stroke={lit ? '#ff9d6b' : '#7fb0ff'} />
          <path d="M40 80V46" stroke={lit ? '#ffffff' : '#7fb0ff'} />
        </g>
      ))}
    </svg>
  )
}
