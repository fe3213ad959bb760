const WORDS: Readonly<Record<string, string>> = {
  NotAllowedError: 'The browser was not allowed to. Allow it in the address bar, then try again.',
  NotFoundError: 'No such device is connected.',
  NotReadableError: 'Another program uses the device. Close it, then try again.',
  OverconstrainedError: 'The device cannot do this.',
};

/** As many pixels as a model is likely to look at: more would cost both ends time, and show as delay. */
const CAMERA = { width: { ideal: 640 }, height: { ideal: 360 } };

/** One track of the person's camera or microphone. Rejects with an error whose message is for that person. */
export async function capture(kind: 'video' | 'audio'): Promise<MediaStreamTrack> {
  if (!window.isSecureContext) {
    throw new Error('Browsers lend cameras and microphones only to pages on https or on localhost.');
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia(kind === 'video' ? { video: CAMERA } : { audio: true });
    return stream.getTracks()[0]!;
  } catch (error) {
    const { name, message } = error as DOMException;
    throw new Error(WORDS[name] ?? message, { cause: error });
  }
}
