import { Inject, Injectable, Logger, Module, type Type } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Idle, ReactorModel, type ReactorModelOptions, ReactorPipeline, type Turn } from '../../authoring/index.js';
import { readModelContract } from '../../contract/binding/index.js';
import { modelSourceOf } from '../host/model-source-of.js';
import { InlineModelHost } from '../host/inline-model-host.js';

// The failures are wanted here.
beforeAll(() => Logger.overrideLogger(false));

@Injectable()
class Weather {}

interface Nothing {
  readonly atRunTime: string;
}

@Injectable()
class Almanac {
  constructor(readonly weather: Weather) {}
}

@Module({ providers: [Almanac], exports: [Almanac] })
class AlmanacModule {}

abstract class Still extends ReactorPipeline {
  *inference(): Generator<Turn, void, void> {
    while (true) yield Idle;
  }
}

/** What the log says of a model that Nest cannot build. */
async function complaintOf(options: ReactorModelOptions, modelClass: Type<object>): Promise<string> {
  ReactorModel({ name: 'sunny', ...options })(modelClass);
  const host = new InlineModelHost(modelSourceOf(readModelContract(modelClass)));
  try {
    await host.start();
    return 'none';
  } catch (error) {
    return (error as Error).message.slice('The model sunny could not be loaded: '.length);
  } finally {
    await host.close();
  }
}

@Injectable()
class AsksForClass extends Still {
  constructor(readonly weather: Weather) {
    super();
  }
}

@Injectable()
class AsksForToken extends Still {
  constructor(
    readonly weather: Weather,
    @Inject('STATION') readonly station: string,
  ) {
    super();
  }
}

@Injectable()
class AsksInProperty extends Still {
  @Inject(Symbol.for('station')) readonly station!: string;
}

@Injectable()
class AsksForType extends Still {
  constructor(readonly nothing: Nothing) {
    super();
  }
}

@Injectable()
class AsksForUndefined extends Still {
  constructor(readonly later: Weather) {
    super();
  }
}
// What a compiler leaves of a class in a file that imports this one.
Reflect.defineMetadata('design:paramtypes', [undefined], AsksForUndefined);

@Injectable()
class AsksForAlmanac extends Still {
  constructor(readonly almanac: Almanac) {
    super();
  }
}

describe('a model whose worker lacks what it asks for', () => {
  it.each<[string, ReactorModelOptions, Type<object>, string]>([
    [
      'a class',
      {},
      AsksForClass,
      "parameter 1 of AsksForClass asks for Weather, which is not provided in the model's worker; add Weather to @ReactorModel({ providers }) of AsksForClass, or a module that exports it to imports",
    ],
    [
      'a token',
      { providers: [Weather] },
      AsksForToken,
      "parameter 2 of AsksForToken asks for STATION, which is not provided in the model's worker; add STATION to",
    ],
    ['a symbol in a property', {}, AsksInProperty, 'AsksInProperty.station asks for Symbol(station)'],
    [
      'what its provider needs',
      { providers: [Almanac] },
      AsksForAlmanac,
      "parameter 1 of Almanac asks for Weather, which is not provided in the model's worker; add Weather to @ReactorModel({ providers }) of AsksForAlmanac",
    ],
    [
      'what a provider of its modules needs',
      { imports: [AlmanacModule] },
      AsksForAlmanac,
      "parameter 1 of Almanac asks for Weather, which is not provided in the model's worker; provide or import it in the module that provides Almanac",
    ],
    [
      'a type alone',
      {},
      AsksForType,
      'parameter 1 of AsksForType has no class at run time; import its class as a value',
    ],
    [
      'a class that is not there yet',
      {},
      AsksForUndefined,
      'AsksForUndefined or one of its providers injects a class that is undefined',
    ],
  ])('is told what to add: %s', async (_, options, model, complaint) => {
    const told = await complaintOf(options, model);
    expect(told).toContain(complaint);
    expect(told).not.toContain('WorkerModule');
  });

  it('loads once it has it', async () => {
    expect(await complaintOf({ imports: [AlmanacModule], providers: [Weather] }, AsksForClass)).toContain('Almanac');
    expect(await complaintOf({ providers: [Weather] }, AsksForClass)).toBe('none');
  });
});
