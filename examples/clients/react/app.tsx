import { ReactorProvider, ReactorView, useReactor, useReactorMessage, WebcamStream } from '@reactor-team/js-sdk';
import { useEffect, useRef, useState } from 'react';

// #region app
export function App({ apiUrl = 'http://localhost:8080' }: { readonly apiUrl?: string }) {
  return (
    <ReactorProvider
      apiUrl={apiUrl}
      modelName="echo"
      local
      jwtToken="local" // any text: without one, autoConnect does nothing
      connectOptions={{ autoConnect: true }}
    >
      <Connection />
      <ReactorView track="main_video" muted />
      <WebcamStream track="webcam" />
      <Effects />
      <Overlay />
    </ReactorProvider>
  );
}
// #endregion

// #region connection
/** Shows the connection, and restores it: the client itself does not. */
function Connection() {
  const { status, sessionId, lastError, connect, reconnect } = useReactor((state) => state);
  const failures = useRef(0);

  useEffect(() => {
    if (status === 'ready') failures.current = 0;
    if (status !== 'disconnected') return;
    const timer = setTimeout(
      () => {
        // First the same session, as after a lost path; then a new one, as after a restart of the server.
        const attempt = failures.current++ === 0 && sessionId ? reconnect() : connect('local');
        attempt.catch(() => undefined); // lastError has the reason, and the status is disconnected again
      },
      Math.min(30_000, 500 * 2 ** failures.current),
    );
    return () => clearTimeout(timer);
  }, [status, sessionId, connect, reconnect]);

  return (
    <p>
      <output>{status}</output> {status === 'ready' ? '' : lastError?.message}
    </p>
  );
}
// #endregion

// #region command
/** A command has no reply of its own here: what the model sends back arrives as a message, for all components. */
function Effects() {
  const { status, sendCommand } = useReactor((state) => state);
  const [inForce, setInForce] = useState('none');

  useReactorMessage((message: { type: string; data: { effect: string } }) => {
    if (message.type === 'effect_changed') setInForce(message.data.effect);
  });

  return (
    <fieldset disabled={status !== 'ready'}>
      <legend>Effect: {inForce}</legend>
      {['none', 'invert', 'grayscale'].map((effect) => (
        <button key={effect} onClick={() => void sendCommand('set_effect', { effect })}>
          {effect}
        </button>
      ))}
    </fieldset>
  );
}
// #endregion

// #region upload
function Overlay() {
  const { status, uploadFile, sendCommand } = useReactor((state) => state);
  const [problem, setProblem] = useState('');

  async function show(file: File): Promise<void> {
    try {
      setProblem('');
      const overlay_image = await uploadFile(file);
      await sendCommand('set_overlay_image', { overlay_image });
    } catch (error) {
      setProblem(String(error));
    }
  }

  return (
    <label>
      Overlay{' '}
      <input
        type="file"
        accept="image/png,image/jpeg"
        disabled={status !== 'ready'}
        onChange={({ target }) => target.files?.[0] && void show(target.files[0])}
      />{' '}
      {problem}
    </label>
  );
}
// #endregion
