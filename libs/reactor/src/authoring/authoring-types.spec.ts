import { describe, expect, it } from '@jest/globals';
import { Command } from './command.decorator.js';
import { InputField } from './input-field.decorator.js';
import type { InputFieldOptions } from './input-field.options.js';
import { MessageField } from './message-field.decorator.js';
import { ModelMessage } from './model-message.js';
import { UploadedFile } from './uploaded-file.js';

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

class Pose {
  @InputField({ default: 0 }) x!: number;
}

class Told extends ModelMessage {
  @MessageField() text!: string;
}

class Counted extends ModelMessage {
  @MessageField() count!: number;
}

const CHOICES = ['a', 'b'] as const;
const SOME: InputFieldOptions = {};

// The type check of this file is the test: a line that should not compile and does is an error there.
describe('the compiler', () => {
  it('takes fields whose options fit their properties', () => {
    class Fields {
      @InputField({ default: 'a' }) text!: string;
      @InputField({ default: 'a', choices: ['a', 'b'] }) wide!: string;
      @InputField({ default: 'a', choices: CHOICES }) choice!: 'a' | 'b';
      @InputField({ choices: Colour, default: Colour.Red }) colour!: Colour;
      @InputField({ choices: ['auto', 2] }) mixed!: string | number;
      @InputField({ type: 'integer', default: 1 }) count!: number;
      @InputField({ type: 'string', nullable: true }) label!: string | null;
      @InputField({ type: 'file' }) file!: UploadedFile | null;
      @InputField({ type: () => Pose, default: {} }) pose!: Pose;
      @InputField({ type: 'array', items: { type: 'number' } }) list!: number[];
      @InputField({ default: [1, 2] }) numbers!: number[];
      @InputField({ type: 'record' }) record!: Record<string, number>;
      @InputField() text2!: string;
      @InputField(SOME) unsaid!: number;
      @InputField({ default: 1 }) anything!: unknown;

      go(
        @InputField({ name: 'x', default: 1 }) _x: number,
        @InputField({ name: 'y', default: 'b', choices: CHOICES }) _y: 'a' | 'b' | undefined,
      ): void {}
    }
    expect(new Fields()).toBeInstanceOf(Fields);
  });

  it('refuses fields whose options do not fit their properties', () => {
    class Fields {
      // @ts-expect-error: its default is a text
      @InputField({ default: 'a' }) number!: number;
      // @ts-expect-error: its default is a number
      @InputField({ default: 1 }) text!: string;
      // @ts-expect-error: c is none of the property's choices
      @InputField({ default: 'a', choices: ['a', 'c'] }) choice!: 'a' | 'b';
      // @ts-expect-error: its default is none of the property's choices
      @InputField({ default: 'c' }) otherChoice!: 'a' | 'b';
      // @ts-expect-error: it may be null, and its property not
      @InputField({ type: 'string', nullable: true }) label!: string;
      // @ts-expect-error: a text is no boolean
      @InputField({ type: 'boolean' }) flag!: string;
      // @ts-expect-error: a text is no list
      @InputField({ type: 'array' }) list!: string;
      // @ts-expect-error: a pose is no text
      @InputField({ type: () => Pose }) pose!: string;

      go(
        // @ts-expect-error: its default is a number
        @InputField({ name: 'x', default: 1 }) _x: string,
      ): void {}
    }
    expect(new Fields()).toBeInstanceOf(Fields);
  });

  it('holds a handler to the reply that it declares', () => {
    class Handlers {
      @Command({ reply: Told }) tell(): Told {
        return Told.of({ text: 'a' });
      }
      @Command({ reply: Told }) async tellLater(_word: string): Promise<Told> {
        return Told.of({ text: 'a' });
      }
      // @ts-expect-error: it returns another message
      @Command({ reply: Told }) count(): Counted {
        return Counted.of({ count: 1 });
      }
      // @ts-expect-error: it may return none
      @Command({ reply: Told }) maybe(): Told | undefined {
        return undefined;
      }
      // @ts-expect-error: it declares no reply
      @Command() silent(): Told {
        return Told.of({ text: 'a' });
      }
    }
    expect(new Handlers()).toBeInstanceOf(Handlers);
  });

  it("holds a message's values to its properties", () => {
    // @ts-expect-error: a number is no text
    Told.of({ text: 1 });
    // @ts-expect-error: it has no such property
    Told.of({ txet: 'a' });
    expect(Told.of({ text: 'a' })).toEqual({ text: 'a' });
  });
});
