import { useCommand, useModelState, useReactor, useTrack } from '@nestjs-reactor/client/react';
import { type Hello, HELLO_SCHEMA_HASH } from './hello.js';

export function App({ url }: { readonly url: string }) {
  const { client, status, isLive } = useReactor<Hello>({ url, model: 'hello', schemaHash: HELLO_SCHEMA_HASH });
  const picture = useTrack(client, 'main_video');
  const { brightness = 0.8 } = useModelState(client); // the value in force, no matter who set it
  const set = useCommand(client, 'set_brightness');

  return (
    <main>
      <video ref={picture} />
      <p>
        <output>{status.kind}</output> {status.kind === 'failed' && status.error.message}
      </p>
      <label>
        Brightness
        <input
          type="range"
          min="0"
          max="1"
          step="0.01"
          disabled={!isLive}
          value={brightness}
          onChange={({ target }) => void set.send({ brightness: target.valueAsNumber })}
        />
      </label>
      {set.result && <p id="result">From frame {set.result.frame}</p>}
      {set.error && <p role="alert">{set.error.message}</p>}
    </main>
  );
}
