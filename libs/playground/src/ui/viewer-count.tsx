/** How many watch and steer together; somebody who is alone need not know. */
export function ViewerCount({ count }: { count: number }) {
  if (count < 2) return null;
  return (
    <span class="viewer-count" data-viewers={count} title="Everyone sees the same picture and can use its controls">
      {count} viewers
    </span>
  );
}
