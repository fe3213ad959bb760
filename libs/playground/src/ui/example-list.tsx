/** Texts worth trying, each a press away. */
export function ExampleList({
  examples,
  value,
  onChoose,
}: {
  examples: readonly string[];
  value: unknown;
  onChoose: (example: string) => void;
}) {
  return (
    <ul class="examples" aria-label="Examples">
      {examples.map((example) => (
        <li key={example}>
          <button
            type="button"
            data-example
            aria-pressed={value === example}
            title={example}
            onClick={() => onChoose(example)}
          >
            {example}
          </button>
        </li>
      ))}
    </ul>
  );
}
