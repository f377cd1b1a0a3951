/** A description of an OpenAPI document: paragraphs, in which `this` is code. */
export const Prose = ({ text = '' }: { text?: string | undefined }) =>
  text.split(/\n\s*\n/).map((paragraph, place) => (
    <p key={place} className="console-paragraph">
      {paragraph.split('`').map((part, odd) => (odd % 2 === 1 ? <code key={odd}>{part}</code> : part))}
    </p>
  ))
