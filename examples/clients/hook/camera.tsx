import { captureCamera, type Publication } from '@nestjs-reactor/client';
import { useObservable, useReactor } from '@nestjs-reactor/client/react';
import { useState } from 'react';

const NONE: ReadonlyMap<string, Publication> = new Map();

export function Camera() {
  const { client, isLive } = useReactor({ url: '/', model: 'echo' });
  const webcam = useObservable(client.publications, NONE).get('webcam');
  const [refusal, setRefusal] = useState('');

  const toggle = async () => {
    setRefusal('');
    try {
      if (webcam?.source) await client.unpublish('webcam');
      else await client.publish('webcam', await captureCamera());
    } catch (error) {
      setRefusal((error as Error).message); // says what to do
    }
  };
  return (
    <p>
      <button disabled={!isLive} onClick={() => void toggle()}>
        {webcam?.source ? 'Stop camera' : 'Use camera'}
      </button>
      {refusal}
    </p>
  );
}
