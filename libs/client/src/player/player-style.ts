/** The look of the player, within its own tree: a page reaches it by `::part` and the two custom properties. */
export const PLAYER_STYLE = `
:host { display: inline-block; position: relative; width: 640px; max-width: 100%; aspect-ratio: 16 / 9;
  overflow: hidden; background: #0a0c10; color: #f2f5f8; font: 15px/1.4 system-ui, sans-serif; }
:host([hidden]) { display: none; }
video { display: block; width: 100%; height: 100%; object-fit: contain; }
.status { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center;
  justify-content: center; gap: 12px; padding: 16px; text-align: center; background: rgb(10 12 16 / 72%); }
.status[hidden], .bar[hidden], button[hidden], .note[hidden], .news[hidden] { display: none; }
.bar { position: absolute; inset: auto 0 0 0; display: flex; flex-wrap: wrap; gap: 8px; align-items: center;
  padding: 10px; background: linear-gradient(transparent, rgb(0 0 0 / 65%)); }
.note { margin: 0 auto 0 0; }
.news { position: absolute; inset: 10px 10px auto; padding: 6px 12px; border-radius: 8px; background: rgb(10 12 16 / 72%); }
button { min-height: 36px; padding: 0 14px; border: 1px solid rgb(255 255 255 / 45%); border-radius: 8px;
  background: rgb(10 12 16 / 70%); color: inherit; font: inherit; cursor: pointer; }
button[aria-pressed='true'] { background: var(--reactor-accent, #67d4f8); color: var(--reactor-on-accent, #06222b); }
button:focus-visible, :host(:focus-visible) { outline: 3px solid var(--reactor-accent, #67d4f8); outline-offset: -3px; }
p { margin: 0; max-width: 46ch; }
`;
