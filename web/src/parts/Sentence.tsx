const TIMES = /((?:午前|午後)?\d+時(?:\d+分)?(?:の間)?)/

/** A sentence in which no line ends in the middle of a time. */
export function Sentence({ text }: { text: string }) {
  return <>{text.split(TIMES).map((part, index) => (index % 2 === 1 ? <span key={index} class="unbroken">{part}</span> : part))}</>
}
