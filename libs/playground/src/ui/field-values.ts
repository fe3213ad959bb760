import type { Widget } from '../schema/control-model.js';

/** Nothing is there to show or to clear. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null;
}

/** What a field that holds nothing starts from when it is given a value. */
export function emptyValue(widget: Widget): unknown {
  switch (widget.kind) {
    case 'toggle':
      return false;
    case 'slider':
      return widget.min;
    case 'color':
      return '#000000';
    case 'choice':
    case 'file':
    case 'json':
    case 'number':
    case 'text':
      return undefined;
  }
}

/** The figure next to a label, where the widget itself does not show it. */
export function readout(widget: Widget, value: unknown): string {
  if (widget.kind === 'slider' && typeof value === 'number') return round(value, widget.step);
  if (widget.kind === 'text' && widget.maxLength !== undefined && typeof value === 'string') {
    // Near the limit it matters how much is left.
    return value.length > widget.maxLength * 0.8 ? `${value.length} / ${widget.maxLength}` : '';
  }
  return '';
}

/** As many decimals as the step has. */
function round(value: number, step: number): string {
  const decimals = String(step).split('.')[1]?.length ?? 0;
  return value
    .toFixed(Math.max(decimals, Number.isInteger(value) ? 0 : 1))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}
