import { Body, Controller, Inject, Optional, Param, Req, Res } from '@nestjs/common';
import { parseUploadRequest } from '@nestjs-reactor/protocol';
import type { Request, Response } from 'express';
import { ReactorRoute } from '../routes/index.js';
import { FileStore, NodeIdentity, PublicAddress, RequestCallers } from '../session/index.js';
import { SessionService } from '../local-api/index.js';

/** Bytes of a rejected body that are read and discarded, so that its connection can be reused. */
const MAX_DISCARDED_BYTES = 1_048_576;

/** Where and how a client sends an announced file. */
interface UploadTicket {
  readonly presigned_id: string;
  readonly presigned_url: string;
  /** A label that older clients show; not a real path. */
  readonly path: string;
}

/** An upload has two steps: it is announced within a session, and its bytes are sent to the returned address. */
@Controller()
export class UploadsController {
  constructor(
    private readonly sessions: SessionService,
    @Inject(FileStore) private readonly uploads: FileStore,
    @Inject(RequestCallers) private readonly callers: RequestCallers,
    @Inject(PublicAddress) private readonly address: PublicAddress,
    @Optional() @Inject(NodeIdentity) private readonly node?: NodeIdentity,
  ) {}

  @ReactorRoute('announceUpload')
  async announce(
    @Param('model') model: string | undefined,
    @Param('sid') sid: string,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<UploadTicket> {
    const session = await this.sessions.find(sid, model);
    const base = this.address.rootOf(request) + surfaceOf(request);
    const { upload_id, ...announced } = parseUploadRequest(body);
    const id = this.uploads.reserve(session.id, announced, upload_id, this.callers.callerOf(request));
    return {
      presigned_id: id,
      // The bytes may come to another machine first.
      presigned_url: `${base}/uploads/${id}${this.node === undefined ? '' : `?node=${this.node.tag}`}`,
      path: `sessions/${session.id}/uploads/${id}/${announced.name}`,
    };
  }

  @ReactorRoute('sendUpload')
  async send(
    @Param('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const length = request.headers['content-length'];
    try {
      const bytes = length === undefined ? undefined : Number(length);
      await this.uploads.receive(id, request, bytes, this.callers.callerOf(request));
    } catch (error) {
      // Node reads the rest of the body before the next request: beyond this it is cheaper to close the connection.
      if (length === undefined || Number(length) > MAX_DISCARDED_BYTES) response.setHeader('Connection', 'close');
      throw error;
    }
  }
}

/** Path of an announcement after the base path. */
const ANNOUNCEMENT = /(?:\/models\/[^/]+)?\/sessions\/[^/]+\/uploads\/?$/i;

/** The base path as this client wrote it. */
function surfaceOf(request: Request): string {
  return (request.baseUrl + request.path).replace(ANNOUNCEMENT, '');
}
