/** Pictures as a track that elements play. */
export interface PictureTrack {
  readonly media: MediaStreamTrack;
  /** Shows the picture, which is the callee's from then on. */
  show(picture: VideoFrame): void;
  close(): void;
}

/** Of Chromium: a track that pictures are written to. The DOM types of TypeScript do not have it. */
interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

type TrackGeneratorClass = new (options: { readonly kind: 'video' }) => TrackGenerator;

/** A track of pictures, by the shortest way that the browser has. */
export function createPictureTrack(): PictureTrack {
  const { MediaStreamTrackGenerator: Generator } = globalThis as { MediaStreamTrackGenerator?: TrackGeneratorClass };
  return Generator === undefined ? onCanvas() : written(new Generator({ kind: 'video' }));
}

function written(media: TrackGenerator): PictureTrack {
  const writer = media.writable.getWriter();
  return {
    media,
    show: (picture) => {
      // The newest wins: what the page has not shown yet is not waited for.
      if ((writer.desiredSize ?? 0) <= 0) picture.close();
      else writer.write(picture).catch(() => picture.close());
    },
    close: () => {
      writer.close().catch(() => undefined);
      media.stop();
    },
  };
}

function onCanvas(): PictureTrack {
  const canvas = document.createElement('canvas');
  // A canvas can be captured once it has a context.
  const context = canvas.getContext('2d', { alpha: false });
  const [media] = canvas.captureStream(0).getVideoTracks() as CanvasCaptureMediaStreamTrack[];
  return {
    media: media!,
    show: (picture) => {
      const { displayWidth, displayHeight } = picture;
      if (canvas.width !== displayWidth) canvas.width = displayWidth;
      if (canvas.height !== displayHeight) canvas.height = displayHeight;
      context?.drawImage(picture, 0, 0);
      picture.close();
      media!.requestFrame();
    },
    close: () => media!.stop(),
  };
}
