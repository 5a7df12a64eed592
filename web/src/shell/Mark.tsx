/** Our sign: hands within hands. Hidden from readers, the name stands beside it. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#ffffff" fillOpacity="0.08" />
      <g fill="none" strokeWidth="3.2" strokeLinecap="round">
        <path d="M7 21V13a9 9 0 0 1 18 0v8" stroke="#7fb0ff" />
        <path d="M12 23v-9a4 4 0 0 1 8 0v9" stroke="#ff9d6b" />
        <path d="M16 25V15" stroke="#ffffff" />
      </g>
    </svg>
  )
}
