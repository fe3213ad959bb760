/** What draws a field, and what is known of its values. Everything comes from the schema. */
export type Widget =
  | {
      readonly kind: 'text';
      readonly lines: 'one' | 'many';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
      readonly placeholder?: string;
      /** Texts worth trying. */
      readonly examples?: readonly string[];
    }
  | { readonly kind: 'color' }
  | { readonly kind: 'slider'; readonly min: number; readonly max: number; readonly step: number }
  | {
      readonly kind: 'number';
      readonly integer: boolean;
      readonly min?: number;
      readonly max?: number;
      /** Undefined: any. */
      readonly step?: number;
      readonly placeholder?: string;
    }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'choice'; readonly look: 'segments' | 'list'; readonly options: readonly Choice[] }
  | { readonly kind: 'file' }
  /** Whatever has no better form: arrays, records, nested objects, mixed types. */
  | { readonly kind: 'json'; readonly placeholder?: string };

export interface Choice {
  readonly value: string | number | boolean;
  readonly label: string;
}

export interface FieldModel {
  /** On the wire. */
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly widget: Widget;
  readonly required: boolean;
  readonly nullable: boolean;
  /** What the server takes when nothing is sent; undefined: there is none. */
  readonly fallback: unknown;
}

export interface CommandModel {
  /** On the wire. */
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  /** `live` is sent as it changes, `form` by its button, `action` is only a button. */
  readonly mode: 'live' | 'form' | 'action';
  readonly fields: readonly FieldModel[];
}

export interface ControlGroup {
  /** Undefined for the controls that name no group. */
  readonly name: string | undefined;
  readonly commands: readonly CommandModel[];
}
