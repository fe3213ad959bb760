import { describe, expect, it } from '@jest/globals';
import { registerDecorator } from 'class-validator';
import {
  Audio,
  Client,
  Command,
  CommandError,
  InputField,
  type InputFieldOptions,
  InputState,
  MessageField,
  type MessageFieldOptions,
  ModelMessage,
  OnConnected,
  OnSessionStarted,
  ReactorModel,
  type ReactorModelOptions,
  ReactorPipeline,
  Video,
} from '../../authoring/index.js';
import { ReactorError } from '../../errors/index.js';
import { readModelContract } from './read-model-contract.js';

describe('a model is refused where it is declared', () => {
  it('when the decorator is not called, as compilers that check no types let pass', () => {
    class Sunny {}
    const bare = ReactorModel as unknown as ClassDecorator;
    expect(() => bare(Sunny)).toThrow('@ReactorModel of Sunny is used without (); write @ReactorModel({ … })');
  });
});

abstract class Still extends ReactorPipeline {
  *inference(): Generator<never, void, void> {}
}

/** Each mistake of a model's class, as its author reads it. */
function mistakesOf(modelClass: new (...args: never[]) => object): string[] {
  try {
    readModelContract(modelClass);
    return [];
  } catch (error) {
    if (!(error instanceof ReactorError) || error.code !== 'bad_declaration') throw error;
    const [first, ...mistakes] = error.message.split('\n  - ');
    expect(first).toMatch(/^\w+ (cannot be served:|is not a model; decorate it with @ReactorModel\(\{ … \}\))$/);
    return mistakes.length === 0 ? [error.message] : mistakes;
  }
}

/** Mistakes of a model with these options and this body. */
function mistakesIn(options: ReactorModelOptions, base: typeof Still = Still): string[] {
  @ReactorModel({ name: 'sunny', ...options })
  class Sunny extends base {}
  return mistakesOf(Sunny);
}

/** Mistakes of a state whose field `mood` has these options. */
function mistakesOfField(options: InputFieldOptions): string[] {
  class State extends InputState {
    @InputField(options) mood!: unknown;
  }
  return mistakesIn({ state: State });
}

class Empty {}

class Lonely {}

class Knot {
  @InputField({ type: 'array', items: { type: () => Knot }, default: [] }) children!: Knot[];
}

class Attachment {
  @InputField({ type: 'file' }) image!: unknown;
}

describe('a field is refused at start, naming class, property and fix:', () => {
  it.each<[string, InputFieldOptions, string]>([
    [
      'of no known type',
      {},
      "State.mood: its type cannot be inferred; give @InputField a default, choices, or type: 'string' | 'integer' | 'number' | …",
    ],
    [
      'whose default is null and nothing else',
      { default: null, nullable: true },
      'State.mood: its type cannot be inferred',
    ],
    [
      'of another name than the wire takes',
      { default: 1, name: 'Mood' },
      "State.mood: 'Mood' cannot be its name on the wire; use small letters",
    ],
    [
      'of a name that all objects have',
      { default: 1, name: 'constructor' },
      "State.mood: 'constructor' cannot be its name",
    ],
    [
      'without a value when a session starts',
      { type: 'string' },
      'State.mood: it has no value when a session starts; give @InputField a default, or nullable: true',
    ],
    [
      'with min on a text',
      { default: 'a', min: 1 },
      'State.mood: min, max and step apply to numbers, and it is a string; remove',
    ],
    [
      'with step on a boolean',
      { default: true, step: 1 },
      'State.mood: min, max and step apply to numbers, and it is a boolean',
    ],
    [
      'with maxLength on a number',
      { default: 1, maxLength: 4 },
      'State.mood: minLength and maxLength apply to strings, arrays and records, and it is a number; use min and max',
    ],
    [
      'with a pattern on a number',
      { default: 1, pattern: /a/ },
      'State.mood: pattern applies to strings, and it is a number; remove it',
    ],
    [
      'with items on a text',
      { default: 'a', items: { type: 'string' } },
      "State.mood: items applies to arrays and records, and it is a string; remove it or set type: 'array'",
    ],
    [
      'with an example that it would refuse',
      { default: 'a', maxLength: 2, examples: ['b', 'abc'] },
      'State.mood: an example is refused by its rules: mood must have at most 2 characters (got 3)',
    ],
    ['with examples of a file', { type: 'file', examples: ['a'] }, 'State.mood: a file has no examples; remove them'],
    ['with min above max', { default: 2, min: 3, max: 1 }, 'State.mood: min 3 is above max 1; swap them'],
    [
      'with minLength above maxLength',
      { default: '', minLength: 3, maxLength: 1 },
      'State.mood: minLength 3 is above maxLength 1; swap them',
    ],
    [
      'with a negative length',
      { default: '', minLength: -1 },
      'State.mood: minLength must be an integer from 0 (got -1)',
    ],
    [
      'with half a length',
      { default: '', maxLength: 1.5 },
      'State.mood: maxLength must be an integer from 0 (got 1.5)',
    ],
    [
      'with a bound that is no number',
      { default: 1, max: Number.NaN },
      'State.mood: max must be a finite number (got NaN)',
    ],
    ['with a step of nothing', { default: 1, step: 0 }, 'State.mood: step must be above 0 (got 0)'],
    [
      'with a pattern that remembers',
      { default: 'a', pattern: /a/g },
      'State.mood: pattern /a/g keeps state between values; remove the g or y flag',
    ],
    [
      'with no choice at all',
      { type: 'string', default: '', choices: [] },
      'State.mood: choices is empty; list the allowed values or remove it',
    ],
    [
      'with a choice said twice',
      { choices: ['a', 'a'], default: 'a' },
      'State.mood: choices has duplicates: a, a; list each value once',
    ],
    [
      'with choices of another type',
      { type: 'string', choices: [1, 2], nullable: true },
      'State.mood: its choices 1, 2 are no string; remove type or those choices',
    ],
    [
      'with a default of another type',
      { type: 'integer', default: 1.5 },
      'State.mood: its default is refused by its own rules: mood must be an integer (got 1.5)',
    ],
    [
      'with a default below its bound',
      { default: -1, min: 0 },
      'State.mood: its default is refused by its own rules: mood must be at least 0 (got -1)',
    ],
    [
      'with a default that is no choice',
      { default: 'c', choices: ['a', 'b'] },
      'State.mood: its default is refused by its own rules: mood must be one of a, b (got "c")',
    ],
    [
      'with a default that is too long',
      { default: 'abc', maxLength: 2 },
      'State.mood: its default is refused by its own rules: mood must have at most 2 characters (got 3)',
    ],
    [
      'with a default that does not match',
      { default: 'abc', pattern: /^\d+$/ },
      'State.mood: its default is refused by its own rules: mood must match /^\\d+$/ (got "abc")',
    ],
    [
      'with a default of a bad item',
      { default: [1, 'a'], items: { type: 'integer' } },
      'State.mood: its default is refused by its own rules: mood[1] must be an integer (got "a")',
    ],
    [
      'with a default of an unknown nested key',
      { type: () => Knot, default: { nodes: [] } },
      'State.mood: its default is refused by its own rules: mood.nodes is unknown; mood takes children',
    ],
    [
      'with a default that cannot be copied',
      { type: 'record', default: { f: () => 1 } },
      'State.mood: its default is refused by its own rules: ',
    ],
    [
      'with null for a default',
      { type: 'string', default: null },
      'State.mood: its default is null; add nullable: true',
    ],
    [
      'that is a file with a default',
      { type: 'file', default: 'cat.png' },
      'State.mood: a file cannot have a default; use nullable: true to make it optional',
    ],
    [
      'with items of no known type',
      { type: 'array', default: [], items: {} },
      'State.mood, items: its type cannot be inferred; give @InputField a default',
    ],
    [
      'with items that have a default',
      { type: 'array', default: [], items: { default: 1 } },
      'State.mood, items: default does not apply to items; remove it',
    ],
    [
      'with items that are files',
      { type: 'array', default: [], items: { type: 'file' } },
      'State.mood, items: a field holds one file; declare one field for each file',
    ],
    [
      'of a class without fields',
      { type: () => Empty, nullable: true },
      'State.mood: Empty declares no field; decorate its properties with @InputField()',
    ],
    [
      'of a class that is not there yet',
      { type: () => undefined as unknown as typeof Empty, nullable: true },
      'State.mood: its type declares no field; decorate',
    ],
    [
      'of a class that contains itself',
      { type: () => Knot, nullable: true },
      'Knot.children, items: Knot contains itself, which a schema cannot express; use a record or an array of ids',
    ],
    [
      'of a class with a file',
      { type: () => Attachment, nullable: true },
      'Attachment.image: a file cannot be inside State.mood; declare it at the top level',
    ],
  ])('%s', (_, options, mistake) => {
    expect(mistakesOfField(options)).toContainEqual(expect.stringContaining(mistake));
  });

  it('that shares its wire name with another', () => {
    class State extends InputState {
      @InputField({ default: 1 }) mainHue!: number;
      @InputField({ default: 1, name: 'main_hue' }) other!: number;
    }
    expect(mistakesIn({ state: State })).toEqual([
      "State.other: mainHue is called 'main_hue' on the wire too; rename one of them",
    ]);
  });

  it('with a rule that answers later', () => {
    const IsFree = (): PropertyDecorator => (target, property) =>
      registerDecorator({
        name: 'isFree',
        target: target.constructor,
        propertyName: String(property),
        async: true,
        validator: { validate: async () => true },
      });
    class State extends InputState {
      @IsFree() @InputField({ default: 'a' }) mood!: string;
    }
    expect(mistakesIn({ state: State })).toEqual([
      'State.mood: its rule isFree is asynchronous, and commands are validated synchronously; check it in the command handler',
    ]);
  });

  it('that is static', () => {
    expect(() => {
      class State extends InputState {
        @InputField({ default: 1 }) static mood: number;
      }
      return State;
    }).toThrow('State.mood is static, and fields belong to instances; remove static, or @InputField');
  });
});

describe('a command is refused at start, naming class, method and fix:', () => {
  class Told extends ModelMessage {}
  class Move {
    @InputField({ default: 0 }) x!: number;
  }
  class Turn {
    @InputField({ default: 0 }) angle!: number;
  }

  const cases: [string, () => typeof Still, string][] = [
    [
      'of a name that the wire does not take',
      () => {
        class Base extends Still {
          @Command({ name: 'go now' }) go(): void {}
        }
        return Base;
      },
      "Sunny.go: 'go now' cannot be a command's name; use small letters, digits and _, and none of connected",
    ],
    [
      'of a name that is taken',
      () => {
        class Base extends Still {
          @Command() ping(): void {}
        }
        return Base;
      },
      "Sunny.ping: 'ping' cannot be a command's name",
    ],
    [
      'of the name of another',
      () => {
        class Base extends Still {
          @Command() go(): void {}
          @Command({ name: 'go' }) walk(): void {}
        }
        return Base;
      },
      "Sunny.walk: another method is already the command 'go'; rename one of them",
    ],
    [
      'with a parameter that nothing tells of',
      () => {
        class Base extends Still {
          @Command() go(_where: string): void {}
        }
        return Base;
      },
      'Sunny.go, parameter 1: its type cannot be inferred; decorate it with @InputField({ name, … }), or declare it as Client or as a class with @InputField properties, imported without type',
    ],
    [
      'with a parameter without a name',
      () => {
        class Base extends Still {
          @Command() go(@InputField({ default: 1 }) _where: number): void {}
        }
        return Base;
      },
      "Sunny.go, parameter 1: it has no name on the wire; write @InputField({ name: '…' })",
    ],
    [
      'with two parameters of one name',
      () => {
        class Base extends Still {
          @Command() go(
            @InputField({ name: 'x', default: 1 }) _x: number,
            @InputField({ name: 'x', default: 1 }) _y: number,
          ): void {}
        }
        return Base;
      },
      "Sunny.go, parameter 2: another parameter is called 'x' too; rename it",
    ],
    [
      'with a bad parameter',
      () => {
        class Base extends Still {
          @Command() go(@InputField({ name: 'x', default: 1, min: 2 }) _x: number): void {}
        }
        return Base;
      },
      'Sunny.go, parameter 1: its default is refused by its own rules: x must be at least 2 (got 1)',
    ],
    [
      'with a class and further fields',
      () => {
        class Base extends Still {
          @Command() go(_move: Move, @InputField({ name: 'y', default: 1 }) _y: number): void {}
        }
        return Base;
      },
      'Sunny.go: it takes Move and further fields; move them all into Move',
    ],
    [
      'with two classes',
      () => {
        class Base extends Still {
          @Command() go(_move: Move, _turn: Turn): void {}
        }
        return Base;
      },
      'Sunny.go: it takes Move and Turn; merge their fields into one class',
    ],
    [
      'for keys whose argument has no choices',
      () => {
        class Base extends Still {
          @Command({ ui: { component: 'keys' } })
          go(@InputField({ name: 'key', default: 'w' }) _key: string): void {}
        }
        return Base;
      },
      'Sunny.go: ui: a command for keys takes one argument with choices, the keys, and one boolean',
    ],
    [
      'for keys, with a key for no choice',
      () => {
        class Base extends Still {
          @Command({ ui: { component: 'keys', keys: { jump: 'Space' } } })
          go(
            @InputField({ name: 'key', choices: ['w', 's'] }) _key: string,
            @InputField({ name: 'pressed', type: 'boolean' }) _pressed: boolean,
          ): void {}
        }
        return Base;
      },
      "Sunny.go: ui.keys: 'jump' is none of its choices, w, s",
    ],
    [
      'for a pointer, with what no pointer gives',
      () => {
        class Base extends Still {
          @Command({ ui: { component: 'pointer' } })
          go(@InputField({ name: 'pressure', default: 0 }) _pressure: number): void {}
        }
        return Base;
      },
      "Sunny.go: ui: a pointer gives no 'pressure'; its arguments are numbers dx, dy, x, y, buttons and a boolean pressed",
    ],
    [
      'for a gamepad, with a stick for no argument',
      () => {
        class Base extends Still {
          @Command({ ui: { component: 'gamepad', axes: { forth: '-left_y' } } })
          go(@InputField({ name: 'forward', default: 0 }) _forward: number): void {}
        }
        return Base;
      },
      "Sunny.go: ui.axes: it has no number 'forth'; name one of its arguments",
    ],
    [
      'for what nobody plays with',
      () => {
        class Base extends Still {
          @Command({ ui: { component: 'voice' } as never })
          go(@InputField({ name: 'x', default: 0 }) _x: number): void {}
        }
        return Base;
      },
      'Sunny.go: ui: there is no component "voice"; use keys, pointer or gamepad',
    ],
    [
      'with fields and no @Command',
      () => {
        class Base extends Still {
          go(@InputField({ name: 'x', default: 1 }) _x: number): void {}
        }
        return Base;
      },
      'Sunny.go: its parameters are fields, but it is not a command; add @Command()',
    ],
    [
      'with a reply that is no message',
      () => {
        class Base extends Still {
          @Command({ reply: CommandError as unknown as typeof Told }) go(): Told {
            return new Told();
          }
        }
        return Base;
      },
      'Sunny.go: its reply is not a message class; make that class extend ModelMessage',
    ],
  ];

  it.each(cases)('%s', (_, base, mistake) => {
    expect(mistakesIn({}, base())).toContainEqual(expect.stringContaining(mistake));
  });

  it('whose compiler kept no types of parameters', () => {
    class Base extends Still {
      go(_move: unknown, _client: unknown): void {}
      walk(_move: unknown, _client: unknown): void {}
    }
    Command()(Base.prototype, 'go', Object.getOwnPropertyDescriptor(Base.prototype, 'go')!);
    Command({ parameters: [Move, Client] })(
      Base.prototype,
      'walk',
      Object.getOwnPropertyDescriptor(Base.prototype, 'walk')!,
    );
    expect(mistakesIn({}, Base)).toEqual([
      expect.stringMatching(
        /^Sunny\.go, parameter 1: its type cannot be inferred; .*, named in @Command\(\{ parameters \}\)$/,
      ),
      expect.stringMatching(/^Sunny\.go, parameter 2: its type cannot be inferred; /),
    ]);
  });
});

describe('a message is refused at start, naming class, property and fix:', () => {
  class Inner {
    @MessageField({ type: 'array', items: { type: () => Inner } }) more!: Inner[];
  }

  it.each<[string, MessageFieldOptions, string]>([
    [
      'with a default of another type',
      { type: 'number', default: 'a' },
      'Told.value: its default does not fit: it is a string and is declared a number; send one, or change its type',
    ],
    [
      'with items on a number',
      { type: 'number', items: {} },
      "Told.value: items applies to arrays and objects; remove it or set type: 'array'",
    ],
    ['without a choice', { choices: [] }, 'Told.value: choices is empty; remove it'],
    [
      'of a name that the wire does not take',
      { name: 'Value' },
      "Told.value: 'Value' cannot be its name; use small letters, digits and _",
    ],
    [
      'of a class without fields',
      { type: () => Empty },
      'Told.value: its class Empty declares no field; decorate its properties with @MessageField()',
    ],
    [
      'of a class that contains itself',
      { type: () => Inner },
      'Inner.more, items: Inner contains itself, which a schema cannot express; send an array of ids',
    ],
  ])('%s', (_, options, mistake) => {
    class Told extends ModelMessage {
      @MessageField(options) value!: unknown;
    }
    expect(mistakesIn({ messages: [Told] })).toContainEqual(expect.stringContaining(mistake));
  });

  it('that shares its name with another, or is none', () => {
    const first = (() => {
      class Told extends ModelMessage {
        static override readonly wireName: string = 'said';
      }
      return Told;
    })();
    class Told extends ModelMessage {
      @MessageField({ type: 'number' }) someValue!: number;
      @MessageField({ type: 'number', name: 'some_value' }) other!: number;
    }
    class Said extends ModelMessage {}
    class Bad extends ModelMessage {
      static override readonly wireName: string = 'so bad';
    }
    expect(mistakesIn({ messages: [first, Told, Said, Bad, Empty as typeof Told] })).toEqual([
      "Told.other: someValue is called 'some_value' too; rename one of them",
      "Bad: 'so bad' cannot be a message's name; set a static wireName of small letters, digits and _",
      'Sunny: its reply is not a message class; make that class extend ModelMessage',
      'Sunny: two entries of its schema are named Told; rename one class',
      "Sunny: Told and Said are both named 'said'; set a static wireName on one",
    ]);
  });
});

describe('a model is refused at start, naming class and fix:', () => {
  class NoState {
    @InputField({ default: 1 }) x!: number;
  }
  class Seen {
    @Video() camera!: unknown;
  }
  class SeenAgain {
    @Video({ name: 'camera' }) picture!: unknown;
  }
  class BadName {
    @Video({ name: 'Main Video' }) picture!: unknown;
  }

  it.each<[string, ReactorModelOptions, string]>([
    [
      'of a name that the wire does not take',
      { name: 'Sunny Day' },
      "Sunny: 'Sunny Day' cannot be a model's name; use small letters, digits and _",
    ],
    ['with a state that is none', { state: NoState }, 'NoState: it is not a state class; make it extend InputState'],
    [
      'with one track name in both directions',
      { input: Seen, output: SeenAgain },
      "Sunny: two tracks are called 'camera'; give one @Video({ name }) or @Audio({ name })",
    ],
    [
      'with a track that the wire does not take',
      { output: BadName },
      "BadName.picture: 'Main Video' cannot be a track's name; use small letters, digits and _",
    ],
    [
      'with an output of no track',
      { output: Empty },
      'Empty: it declares no track; decorate its properties with @Video() or @Audio()',
    ],
    [
      'with a state that is an instance',
      { state: new NoState() as never },
      'Sunny: state of its @ReactorModel is NoState; give it a class, not an instance',
    ],
    [
      'with a list of outputs',
      { output: [Empty] as never },
      'Sunny: output of its @ReactorModel is an array; give it a class',
    ],
    [
      'with a message that is in no list',
      { messages: ModelMessage as never },
      'Sunny: messages of its @ReactorModel is function ModelMessage; give it a list',
    ],
    [
      'with providers in no list',
      { providers: Empty as never },
      'Sunny: providers of its @ReactorModel is function Empty; give it a list',
    ],
    [
      'with a name that is a number',
      { name: 3 as never },
      'Sunny: name of its @ReactorModel is number 3; give it a text',
    ],
    [
      'with a misspelt option',
      { ouput: Empty } as never,
      'Sunny: @ReactorModel has no option ouput; it takes name, description, file, state, output, input, ',
    ],
    ['with a rate that is a text', { fps: '24' as never }, 'Sunny: fps must be from 0.1 to 240 (got string "24")'],
    ['with a rate of nothing', { fps: 0 }, 'Sunny: fps must be from 0.1 to 240 (got 0)'],
    [
      'with an isolation that does not exist',
      { isolation: 'container' as never },
      'Sunny: isolation of its @ReactorModel is string "container"; give it one of thread, process, inline',
    ],
    ['with a buffer of nothing', { bufferSize: 0 }, 'Sunny: bufferSize must be from 1 to 1024 (got 0)'],
  ])('%s', (_, options, mistake) => {
    expect(mistakesIn(options)).toEqual([expect.stringContaining(mistake)]);
  });

  it('that is none', () => {
    expect(mistakesOf(Empty)).toEqual(['Empty is not a model; decorate it with @ReactorModel({ … })']);
    expect(() => readModelContract(undefined as never)).toThrow('a model is a class (got undefined); pass the class');
    expect(() => readModelContract(new Lonely() as never)).toThrow('a model is a class (got Lonely)');
    (ReactorModel({}) as ClassDecorator)(Lonely);
    expect(mistakesOf(Lonely)).toEqual([expect.stringContaining('Lonely: it does not extend a model')]);
  });

  it('with a decorator that is written without its call', () => {
    const descriptor = { value: () => undefined };
    const uncalled: [string, (...given: unknown[]) => unknown][] = [
      ['InputField', InputField as never],
      ['MessageField', MessageField as never],
      ['Video', Video as never],
      ['Audio', Audio as never],
      ['Command', Command as never],
      ['OnConnected', OnConnected as never],
      ['OnSessionStarted', OnSessionStarted as never],
    ];
    for (const [name, decorator] of uncalled) {
      expect(() => decorator(Empty.prototype, 'mood', descriptor)).toThrow(
        `@${name} of Empty.mood is used without (); write @${name}()`,
      );
    }
  });

  it('with two methods for one moment', () => {
    class Base extends Still {
      @OnConnected() came(): void {}
      @OnConnected() arrived(): void {}
    }
    expect(mistakesIn({}, Base)).toEqual(['Sunny.arrived: came handles the same event; keep one of the two']);
  });

  it('whose fields or commands stand where nobody looks for them', () => {
    class State extends InputState {
      @Command() go(): void {}
    }
    class Base extends Still {
      @InputField({ default: 1 }) speed!: number;
      @Video() picture!: unknown;
    }
    expect(mistakesIn({ state: State }, Base)).toEqual([
      'Sunny.speed: a model has no fields of its own; move it to its InputState',
      'Sunny.picture: a model has no tracks of its own; move it to its output or input class',
      'State.go: a state has no commands and no hooks; move it to Sunny',
    ]);
  });
});

it('lists every mistake of a model at once', () => {
  class State extends InputState {
    @InputField({ default: 9, max: 3 }) zoom!: number;
    @InputField({}) mood!: unknown;
  }
  class Base extends Still {
    @Command() ping(): void {}
  }
  expect(mistakesIn({ fps: 0, state: State }, Base)).toHaveLength(5);
});
