import { THEME_CHOICES, type Theme } from '../theme/theme.js';
import { wireLabel } from '../schema/wire-label.js';

export function ThemeSwitch({ theme }: { theme: Theme }) {
  return (
    <fieldset class="theme-switch">
      <legend>Theme</legend>
      <div class="segments">
        {THEME_CHOICES.map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name="theme"
              value={choice}
              checked={theme.choice.value === choice}
              onInput={() => theme.choose(choice)}
            />
            <span>{wireLabel(choice)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
