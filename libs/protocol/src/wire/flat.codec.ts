import { parseJsonObject, toJsonText } from '../json.js';
import { object, optional, text } from '../shape.js';
import { capabilitiesOf } from './capabilities.js';
import type { WireCodec } from './wire-codec.js';

const flat = object({ type: text({ min: 1, max: 128 }), data: optional((value) => value) });

/** Text JSON without a scope, for clients up to 2.2. They only accept application messages. */
export const flatCodec: WireCodec = {
  version: 'flat',
  decode(frame) {
    const { type, data } = flat(parseJsonObject(frame), '');
    if (type === 'requestCapabilities') return { kind: 'requestCapabilities' };
    return { kind: 'command', name: type, args: data ?? {}, uploads: {} };
  },
  encode(message) {
    const application = (data: unknown): { channel: 'data'; frame: string } => ({
      channel: 'data',
      frame: toJsonText({ type: 'application', data }),
    });
    if (message.kind === 'modelMessage') return application({ type: message.type, data: message.data });
    if (message.kind === 'modelCapabilities') {
      const commands = capabilitiesOf(message.openapi).map(({ name, ...rest }) => [name, rest] as const);
      return application({ commands: Object.fromEntries(commands) });
    }
    return undefined;
  },
};
