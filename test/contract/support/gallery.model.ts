import {
  Client,
  Command,
  CommandError,
  Idle,
  InputField,
  InputState,
  MessageField,
  ModelMessage,
  OnFileUploaded,
  ReactorModel,
  ReactorPipeline,
  type Turn,
  UploadedFile,
  Video,
  type VideoFrame,
} from '@nestjs-reactor/core';

class GalleryState extends InputState {
  @InputField({ type: 'file', nullable: true, default: null }) picture!: UploadedFile | null;
}

class GalleryOutput {
  @Video() mainVideo!: VideoFrame;
}

class Seen extends ModelMessage {
  @MessageField({ type: 'string' }) name!: string;
  @MessageField({ type: 'string' }) claimed!: string;
  @MessageField({ type: 'string' }) looksLike!: string;
  @MessageField({ type: 'string' }) text!: string;

  static async through(file: UploadedFile): Promise<Seen> {
    const bytes = await file.bytes();
    return Seen.of({
      name: file.name,
      claimed: file.claimedMimeType,
      looksLike: file.mimeType,
      text: Buffer.from(bytes).toString('latin1'),
    });
  }
}

/** Tells everything that it sees of a file. */
@ReactorModel({ name: 'gallery', state: GalleryState, output: GalleryOutput, fps: 30, messages: [Seen] })
export class Gallery extends ReactorPipeline<GalleryState, GalleryOutput> {
  *inference(): Generator<Turn<GalleryOutput>, void, void> {
    for (;;) yield Idle;
  }

  @Command({ reply: Seen })
  async show(@InputField({ name: 'image', type: 'file' }) image: UploadedFile): Promise<Seen> {
    return await Seen.through(image);
  }

  @Command({ reply: Seen })
  async current(): Promise<Seen> {
    if (this.state.picture === null) throw new CommandError('nothing', 'No picture is shown.');
    return await Seen.through(this.state.picture);
  }

  @OnFileUploaded()
  async arrived(file: UploadedFile, client: Client): Promise<void> {
    client.send(await Seen.through(file));
  }
}
