import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import { ReactorError } from '../errors/index.js';
import type { InputState } from './input-state.js';
import type { ModelDecorator, NoOutput, NotGiven } from './model-decorator.js';
import { ReactorLoop } from './reactor-loop.js';
import { type ReactorModelOptions, setModelOptions } from './reactor-model.options.js';

/** What `ReactorModel` is: called, a decorator; extended, the base of models that run their own loop. */
type ReactorModelFactory = (<S extends InputState = NotGiven, O extends object = NotGiven, I extends object = NotGiven>(
  options: ReactorModelOptions<S, O, I>,
) => ModelDecorator<S, O, I>) &
  (abstract new <
    S extends object = InputState,
    O extends object = NoOutput,
    I extends object = object,
  >() => ReactorLoop<S, O, I>);

function decorateOrConstruct(options: ReactorModelOptions = {}): unknown {
  // A subclass's `super()` call ends up here too, and needs an instance of the base.
  if (new.target !== undefined) return Reflect.construct(ReactorLoop, [], new.target) as object;
  // Compilers that check no types accept `@ReactorModel` without a call: it then receives the class.
  if (typeof options === 'function') {
    const { name } = options as { readonly name: string };
    throw new ReactorError(
      'bad_declaration',
      `@ReactorModel of ${name} is used without (); write @ReactorModel({ … })`,
    );
  }
  const decorator: ClassDecorator = (target) => {
    Injectable()(target);
    setModelOptions(target, options);
  };
  return decorator;
}

// A subclass inherits statics, declarations and members through it as if it extended the class itself.
Object.setPrototypeOf(decorateOrConstruct, ReactorLoop);
decorateOrConstruct.prototype = ReactorLoop.prototype;
Object.defineProperty(decorateOrConstruct, 'name', { value: 'ReactorModel' });

/**
 * As a decorator it makes a class a model that `ReactorModule` can serve, whatever its style: the class becomes a
 * provider of the worker's own Nest context. As a base class it is for models that run their own loop, where a
 * `ReactorPipeline` is asked for each frame:
 *
 * ```ts
 * @ReactorModel({ name: 'clock', output: ClockOutput, fps: 25 })
 * export class Clock extends ReactorModel<object, ClockOutput> {
 *   async run() {
 *     while (true) {
 *       await this.connected.wait();
 *       await this.emit({ mainVideo: this.draw() });
 *     }
 *   }
 * }
 * ```
 */
export const ReactorModel = decorateOrConstruct as unknown as ReactorModelFactory;
export type ReactorModel<
  S extends object = InputState,
  O extends object = NoOutput,
  I extends object = object,
> = ReactorLoop<S, O, I>;
